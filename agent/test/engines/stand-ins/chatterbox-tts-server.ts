import { bodyOf, json, openApi } from "./replies.ts";
import {
  type Reply,
  type SeenRequest,
  type SpeechServer,
  startSpeechServer,
} from "./speech-server.ts";
import { toneOf } from "./tone.ts";
import { pieces, wholeWav } from "./wav-bytes.ts";

/**
 * devnen/Chatterbox-TTS-Server (server.py): a whole WAV, sent in pieces without a length; voices are
 * files, and one that is not there is a 404.
 */
export function startChatterboxTtsServer(): Promise<SpeechServer> {
  return startSpeechServer({
    speech: { "POST /v1/audio/speech": speech },
    other: {
      "GET /openapi.json": () =>
        openApi("Chatterbox TTS Server", ["/tts", "/upload_predefined_voice", "/v1/audio/speech"]),
      "GET /v1/audio/voices": () => json({ status: "ok", voices: files }),
      "GET /api/model-info": () =>
        json({ loaded: true, type: "original", class_name: "ChatterboxTTS" }),
    },
    missing: () => json({ detail: "Not Found" }, 404),
    failure: (status) =>
      json({ detail: "TTS engine model is not currently loaded or available." }, status),
  });
}

const files = ["Abigail.wav", "Emily.wav"];

function speech(request: SeenRequest): Reply {
  const { input, voice, model } = bodyOf(request);
  if (model === undefined)
    return json({ detail: [{ loc: ["body", "model"], msg: "Field required" }] }, 422);
  if (!files.includes(String(voice)))
    return json({ detail: `Voice file '${String(voice)}' not found.` }, 404);
  return {
    headers: { "content-type": "audio/wav" },
    body: pieces(wholeWav(24_000, toneOf(String(input))), 65_536),
  };
}
