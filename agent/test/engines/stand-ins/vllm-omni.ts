import { bodyOf, json } from "./replies.ts";
import {
  type Reply,
  type SeenRequest,
  type SpeechServer,
  startSpeechServer,
} from "./speech-server.ts";
import { toneOf } from "./tone.ts";
import { pieces, wavHeader, wholeWav } from "./wav-bytes.ts";

export type VllmOmni = SpeechServer & {
  /** The checkpoint that it was started with; it is served under the name `vllmModel`. */
  root: string;
};

export const vllmModel = "Qwen/Qwen3-TTS-12Hz-1.7B-CustomVoice";

/**
 * vllm-project/vllm-omni (entrypoints/openai/serving_speech.py, docs/serving/speech_api.md): raw bytes
 * stream with `stream_format: "audio"` at speed 1; `stream: true` means server-sent events.
 */
export async function startVllmOmni(): Promise<VllmOmni> {
  const server = await startSpeechServer({
    speech: { "POST /v1/audio/speech": (request) => speech(request, self.root) },
    other: {
      "GET /v1/models": () =>
        json({
          object: "list",
          data: [{ id: vllmModel, object: "model", owned_by: "vllm", root: self.root }],
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
  const self = Object.assign(server, { root: vllmModel });
  return self;
}

function speech(request: SeenRequest, root: string): Reply {
  const { model, input, voice, stream, stream_format, speed = 1, ...more } = bodyOf(request);
  if (model !== vllmModel) return refusal(404, `The model \`${String(model)}\` does not exist.`);
  const { task_type: task = "CustomVoice", ref_audio, ref_text } = more;
  if (!root.endsWith(String(task)))
    return refusal(400, `This checkpoint does not support task_type='${String(task)}'.`);
  if (task === "Base" && (!/^data:audio\/wav;base64,./.test(String(ref_audio)) || !ref_text))
    return refusal(400, "Base task requires 'ref_audio' and non-empty 'ref_text'.");
  if (task !== "Base" && voice !== undefined && voice !== "ryan" && voice !== "vivian") {
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
