import { bodyOf } from "./replies.ts";
import {
  type Reply,
  type SeenRequest,
  type SpeechServer,
  startSpeechServer,
} from "./speech-server.ts";
import { toneOf } from "./tone.ts";
import { wholeWav } from "./wav-bytes.ts";

/**
 * idiap/coqui-ai-TTS (TTS/server/server.py): Flask; MP3 unless told; a voice that is a path on the server
 * would be cloned; `/voices` is MaryTTS's plain text, which Flask calls HTML.
 */
export function startCoqui(): Promise<SpeechServer> {
  return startSpeechServer({
    speech: { "POST /v1/audio/speech": speech },
    other: {
      "GET /": () => ({ headers: html, body: "<!DOCTYPE html><html></html>" }),
      "GET /voices": () => ({ headers: html, body: "Claribel Dervla en u\nDaisy Studious en u\n" }),
    },
    missing: () => ({
      status: 404,
      headers: html,
      body: "<!doctype html><title>404 Not Found</title>",
    }),
    failure: (status) => ({
      status,
      headers: html,
      body: "<!doctype html><title>500 Internal Server Error</title>",
    }),
  });
}

const html = { "content-type": "text/html; charset=utf-8" };

function speech(request: SeenRequest): Reply {
  const { input, response_format = "mp3" } = bodyOf(request);
  if (response_format !== "wav") return { headers: { "content-type": "audio/mpeg" }, body: "ID3" };
  return {
    headers: { "content-type": "audio/wav" },
    body: wholeWav(24_000, toneOf(String(input))),
  };
}
