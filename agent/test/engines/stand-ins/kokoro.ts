import { bodyOf, json, openApi } from "./replies.ts";
import {
  type Reply,
  type SeenRequest,
  type SpeechServer,
  startSpeechServer,
} from "./speech-server.ts";
import { toneOf } from "./tone.ts";
import { ffmpegWavHeader, pieces, wholeWav } from "./wav-bytes.ts";

const kokoroVoices = ["af_heart", "bf_emma", "jf_alpha"];

/**
 * remsky/Kokoro-FastAPI (api/src/routers/openai_compatible.py): streams unless `stream` is false, WAV by
 * PyAV with a header of 78 bytes and no sizes, MP3 by default; refuses unknown models and voices.
 */
export function startKokoro({
  msPerCharacter,
  loadsForMs = 0,
}: KokoroOptions = {}): Promise<SpeechServer> {
  return startSpeechServer({
    speech: { "POST /v1/audio/speech": (request) => atWork(speech(request), msPerCharacter) },
    habits: { isDeafAtWork: true, loadsForMs },
    other: {
      "GET /openapi.json": () =>
        openApi("Kokoro TTS API", [
          "/v1/audio/speech",
          "/v1/audio/voices",
          "/dev/captioned_speech",
        ]),
      "GET /v1/audio/voices": () => json({ voices: kokoroVoices.map((id) => ({ id, name: id })) }),
      "GET /v1/models": () => json({ object: "list", data: kokoroModels.map(model) }),
      "GET /health": () => json({ status: "healthy" }),
    },
    missing: () => json({ detail: "Not Found" }, 404),
    failure: (status) =>
      failure(
        status,
        "processing_error",
        "Failed to generate audio: CUDA out of memory",
        "server_error",
      ),
  });
}

export type KokoroOptions = {
  /** How long a character is worked on; without it nothing takes time. */
  readonly msPerCharacter?: number;
  readonly loadsForMs?: number;
};

/** It generates 250 tokens, about a thousand characters, before it sends them. */
const chunkCharacters = 1_000;
const bytesOfCharacter = toneOf("x").byteLength;

function atWork(reply: Reply, msPerCharacter: number | undefined): Reply {
  if (msPerCharacter === undefined || !Array.isArray(reply.body)) return reply;
  const [header = Buffer.alloc(0), ...rest] = reply.body as readonly Buffer[];
  const chunks = pieces(Buffer.concat(rest), chunkCharacters * bytesOfCharacter);
  const workMs = chunks.map((pcm) => (pcm.byteLength / bytesOfCharacter) * msPerCharacter);
  const first = Buffer.concat([header, chunks[0] ?? Buffer.alloc(0)]);
  return { ...reply, body: [first, ...chunks.slice(1)], workMs };
}

const kokoroModels = ["tts-1", "tts-1-hd", "kokoro", "gpt-4o-mini-tts"];

function speech(request: SeenRequest): Reply {
  const { model, input, voice = "af_heart", response_format, stream = true } = bodyOf(request);
  if (!kokoroModels.includes(String(model))) {
    return failure(400, "invalid_model", `Unsupported model: ${String(model)}`);
  }
  if (!kokoroVoices.includes(String(voice))) {
    return failure(400, "validation_error", `Voice '${String(voice)}' not found.`);
  }
  if (response_format !== "wav") return { headers: { "content-type": "audio/mpeg" }, body: "ID3" };
  const pcm = toneOf(String(input));
  const headers = { "content-type": "audio/wav" };
  if (stream === false) return { headers, body: wholeWav(24_000, pcm) };
  return { headers, body: [ffmpegWavHeader(24_000), ...pieces(pcm, 9_001)] };
}

function model(id: string): object {
  return { id, object: "model", created: 1_686_935_002, owned_by: "kokoro" };
}

function failure(
  status: number,
  error: string,
  message: string,
  type = "invalid_request_error",
): Reply {
  return json({ detail: { error, message, type } }, status);
}
