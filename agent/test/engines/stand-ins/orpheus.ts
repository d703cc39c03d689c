import { bodyOf, json, openApi } from "./replies.ts";
import { type SpeechServer, startSpeechServer } from "./speech-server.ts";
import { toneOf } from "./tone.ts";
import { wholeWav } from "./wav-bytes.ts";

export type Orpheus = SpeechServer & {
  /** Whether its only thread is generating: it then answers nothing at all. */
  blocked: boolean;
};

/**
 * Lex-au/Orpheus-FastAPI (app.py): generates inside the event loop and sends a file with its length. It
 * has no health of its own, and takes any voice.
 */
export async function startOrpheus(): Promise<Orpheus> {
  const server = await startSpeechServer({
    speech: {
      "POST /v1/audio/speech": (request) => ({
        headers: { "content-type": "audio/wav" },
        body: wholeWav(24_000, toneOf(String(bodyOf(request)["input"]))),
      }),
    },
    other: {
      "GET /openapi.json": () =>
        openApi("Orpheus-FASTAPI", ["/v1/audio/speech", "/v1/audio/voices", "/speak"]),
      "GET /v1/audio/voices": () => json({ status: "ok", voices: ["tara", "leah", "pierre"] }),
    },
    missing: () => json({ detail: "Not Found" }, 404),
    failure: (status) => ({ status, body: "Internal Server Error" }),
    isBlocked: () => self.blocked,
  });
  const self = Object.assign(server, { blocked: false });
  return self;
}
