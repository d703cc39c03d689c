import { fieldsOf } from "./multipart.ts";
import { bodyOf, json, openApi, unprocessable } from "./replies.ts";
import { type Reply, type SpeechServer, startSpeechServer } from "./speech-server.ts";
import { toneOf } from "./tone.ts";
import { pieces, wavHeader, wholeWav } from "./wav-bytes.ts";

export type ChatterboxTtsApi = SpeechServer & {
  initialization: "ready" | "initializing" | "error";
};

/**
 * travisvn/chatterbox-tts-api (app/api/endpoints/speech.py): streams on `/audio/speech/stream` with the
 * sizes 0x7FFFFFDB and 0xFFFFFFFF; unknown voices are spoken with the default recording.
 */
export async function startChatterboxTtsApi(): Promise<ChatterboxTtsApi> {
  const server = await startSpeechServer({
    speech: {
      "POST /v1/audio/speech": (request) => whole(String(bodyOf(request)["input"])),
      "POST /v1/audio/speech/stream": (request) => stream(String(bodyOf(request)["input"])),
      "POST /v1/audio/speech/stream/upload": (request) => stream(fieldsOf(request)["input"] ?? ""),
    },
    other: {
      "GET /openapi.json": () => openApi("Chatterbox TTS API", documentedPaths),
      "GET /v1/voices": () => json({ voices: library, count: library.length }),
      "GET /v1/models": () =>
        json({ object: "list", data: [{ id: "chatterbox-tts-1", object: "model" }] }),
      "GET /health": () =>
        json({
          status: state.initialization === "ready" ? "healthy" : state.initialization,
          model_loaded: state.initialization === "ready",
          initialization_state: state.initialization,
          initialization_error: state.initialization === "error" ? "No weights" : null,
        }),
    },
    missing: () => json({ error: { message: "Not Found", type: "not_found_error" } }, 404),
    failure: (status) =>
      json(
        { error: { message: "TTS streaming failed: out of memory", type: "generation_error" } },
        status,
      ),
  });
  const initial: Pick<ChatterboxTtsApi, "initialization"> = { initialization: "ready" };
  const state = Object.assign(server, initial);
  return state;
}

const documentedPaths = [
  "/audio/speech",
  "/audio/speech/stream",
  "/audio/speech/stream/upload",
  "/voices",
];

const library = [
  {
    name: "narrator",
    filename: "narrator.mp3",
    path: "/app/voices/narrator.mp3",
    upload_date: "2026-01-01T00:00:00",
    language: "en",
    aliases: [],
    exists: true,
  },
];

function stream(input: string): Reply {
  if (input.length > 3_000)
    return unprocessable("input", "String should have at most 3000 characters");
  const header = wavHeader(24_000, { riff: 0x7fff_ffdb, data: 0xffff_ffff });
  return {
    headers: { "content-type": "audio/wav" },
    body: [header, ...pieces(toneOf(input), 7_777)],
  };
}

function whole(input: string): Reply {
  return { headers: { "content-type": "audio/wav" }, body: wholeWav(24_000, toneOf(input)) };
}
