import { bodyOf, json } from "./replies.ts";
import {
  type Reply,
  type SeenRequest,
  type SpeechServer,
  startSpeechServer,
} from "./speech-server.ts";
import { toneOf } from "./tone.ts";
import { pieces, wavHeader, wholeWav } from "./wav-bytes.ts";

/**
 * mudler/LocalAI (core/http/endpoints/localai/tts.go, core/backend/tts.go): with `stream` a WAV whose
 * sizes are 0xFFFFFFFF whatever format is asked for, otherwise a file.
 */
export function startLocalAi({
  canStream = true,
}: {
  readonly canStream?: boolean;
} = {}): Promise<SpeechServer> {
  return startSpeechServer({
    speech: {
      "POST /v1/audio/speech": (request) =>
        canStream || bodyOf(request)["stream"] !== true ? speech(request) : unimplemented(),
    },
    other: {
      "GET /v1/models": () => json({ object: "list", data: [{ id: "piper-en", object: "model" }] }),
      "GET /system": () => json({ backends: ["piper"], loaded_models: [] }),
      "GET /readyz": () => ({ body: "" }),
    },
    missing: () => json({ error: { code: 404, message: "Resource not found", type: "" } }, 404),
    failure: (status) =>
      json({ error: { code: status, message: "rpc error: code = Unknown", type: "" } }, status),
  });
}

/** The backend's gRPC has no TTSStream. */
function unimplemented(): Reply {
  const message = "rpc error: code = Unimplemented desc = unimplemented";
  return json({ error: { code: 500, message, type: "" } }, 500);
}

function speech(request: SeenRequest): Reply {
  const { model, input, stream, speed = 1 } = bodyOf(request);
  if (model !== "piper-en")
    return json({ error: { code: 500, message: `could not load model`, type: "" } }, 500);
  const pcm = toneOf(String(input), Math.round(480 / Number(speed)));
  if (stream !== true) {
    const headers = {
      "content-type": "audio/x-wav",
      "content-disposition": 'attachment; filename="tts.wav"',
    };
    return { headers, body: wholeWav(16_000, pcm) };
  }
  const header = wavHeader(16_000, { riff: 0xffff_ffff, data: 0xffff_ffff });
  return { headers: { "content-type": "audio/wav" }, body: [header, ...pieces(pcm, 5_000)] };
}
