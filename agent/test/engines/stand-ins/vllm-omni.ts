import { bodyOf, json } from "./replies.ts";
import {
  type Reply,
  type SeenRequest,
  type SpeechServer,
  startSpeechServer,
} from "./speech-server.ts";
import { toneOf } from "./tone.ts";
import { pieces, wavHeader, wholeWav } from "./wav-bytes.ts";

export const vllmModel = "Qwen/Qwen3-TTS-12Hz-1.7B-CustomVoice";

/**
 * vllm-project/vllm-omni (entrypoints/openai/serving_speech.py, docs/serving/speech_api.md): raw bytes
 * stream with `stream_format: "audio"` at speed 1; `stream: true` means server-sent events.
 */
export function startVllmOmni(): Promise<SpeechServer> {
  return startSpeechServer({
    speech: { "POST /v1/audio/speech": speech },
    other: {
      "GET /v1/models": () =>
        json({
          object: "list",
          data: [{ id: vllmModel, object: "model", owned_by: "vllm", root: vllmModel }],
        }),
      "GET /v1/audio/voices": () => json({ voices: ["ryan", "vivian"], uploaded_voices: [] }),
      "GET /health": () => ({ body: "" }),
    },
    missing: () => json({ detail: "Not Found" }, 404),
    failure: (status) =>
      json(
        {
          error: {
            message: "EngineCore encountered an issue.",
            type: "InternalServerError",
            param: null,
            code: status,
          },
        },
        status,
      ),
  });
}

function speech(request: SeenRequest): Reply {
  const { model, input, voice, stream, stream_format, speed = 1, ref_audio } = bodyOf(request);
  if (model !== vllmModel) return refusal(404, `The model \`${String(model)}\` does not exist.`);
  if (ref_audio === undefined && voice !== undefined && voice !== "ryan" && voice !== "vivian") {
    return refusal(400, `Invalid speaker '${String(voice)}'.`);
  }
  if (stream === true)
    return {
      headers: { "content-type": "text/event-stream" },
      body: "event: speech.audio.delta\n\n",
    };
  const pcm = toneOf(String(input));
  const headers = { "content-type": "audio/wav" };
  if (stream_format !== "audio") return { headers, body: wholeWav(24_000, pcm) };
  if (speed !== 1) return refusal(400, "Streaming supports only speed 1.0.");
  const header = wavHeader(24_000, { riff: 0xffff_ffff, data: 0xffff_ffff });
  return { headers, body: [header, ...pieces(pcm, 3_840)] };
}

function refusal(code: number, message: string): Reply {
  return json({ error: { message, type: "BadRequestError", param: null, code } }, code);
}
