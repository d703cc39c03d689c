import { bodyOf, json, openApi } from "./replies.ts";
import {
  type Reply,
  type SeenRequest,
  type SpeechServer,
  startSpeechServer,
} from "./speech-server.ts";
import { toneOf } from "./tone.ts";
import { ffmpegWavHeader, pieces } from "./wav-bytes.ts";

/**
 * matatonic/openedai-speech (speech.py, openedai.py): Piper or XTTS piped through ffmpeg, whose failure
 * leaves a 200 without a body; errors in an envelope of its own.
 */
export function startOpenedAiSpeech(): Promise<SpeechServer> {
  return startSpeechServer({
    speech: { "POST /v1/audio/speech": speech },
    other: {
      "GET /openapi.json": () =>
        openApi("FastAPI", ["/v1/billing/usage", "/health", "/v1/models", "/v1/audio/speech"]),
      "GET /v1/models": () => json({ object: "list", data: ["tts-1", "tts-1-hd"].map(model) }),
      "GET /health": () => json({ status: "ok" }),
    },
    missing: () => json({ detail: "Not Found" }, 404),
    failure: (status) => json({ message: "InternalServerError", code: status }, status),
  });
}

function speech(request: SeenRequest): Reply {
  const { model, input, voice, response_format } = bodyOf(request);
  if (model !== "tts-1" && model !== "tts-1-hd") {
    return badRequest("No such model, must be tts-1 or tts-1-hd.", "model");
  }
  if (!["alloy", "echo", "fable", "onyx", "nova", "shimmer"].includes(String(voice))) {
    return badRequest(
      `Error loading voice: ${String(voice)}, KeyError: '${String(voice)}'`,
      "voice",
    );
  }
  const rateHz = model === "tts-1" ? 22_050 : 24_000;
  const pcm = pieces(toneOf(String(input)), 8_192);
  if (response_format === "pcm") {
    return { headers: { "content-type": `audio/pcm;rate=${rateHz}` }, body: pcm };
  }
  return { headers: { "content-type": "audio/wav" }, body: [ffmpegWavHeader(rateHz), ...pcm] };
}

function badRequest(message: string, param: string): Reply {
  return json({ message, code: 400, type: "BadRequestError", param }, 400);
}

function model(id: string): object {
  return { id, object: "model", created: 0, owned_by: "user" };
}
