import { type ReferenceFolder, referenceFolder } from "./reference-folder.ts";
import { bodyOf, json, openApi, unprocessable } from "./replies.ts";
import {
  type Reply,
  type SeenRequest,
  type SpeechServer,
  startSpeechServer,
} from "./speech-server.ts";
import { toneOf } from "./tone.ts";
import { pieces, wholeWav } from "./wav-bytes.ts";

export type ChatterboxTtsServer = SpeechServer & { readonly references: ReferenceFolder };

/**
 * devnen/Chatterbox-TTS-Server (server.py, models.py): a whole WAV, sent in pieces without a length;
 * voices are files, and one that is not there is a 404. `/tts` clones what was uploaded before, of 30
 * seconds at most; nothing that was uploaded can be deleted.
 */
export async function startChatterboxTtsServer(): Promise<ChatterboxTtsServer> {
  const references = referenceFolder();
  const server = await startSpeechServer({
    speech: {
      "POST /v1/audio/speech": speech,
      "POST /tts": (request) => own(request, references),
    },
    other: {
      "GET /openapi.json": () => openApi("Chatterbox TTS Server", documentedPaths),
      "GET /v1/audio/voices": () => json({ status: "ok", voices: files }),
      "GET /api/model-info": () =>
        json({ loaded: true, type: "original", class_name: "ChatterboxTTS" }),
      "POST /upload_reference": (request) => references.upload(request, tooLong),
    },
    missing: () => json({ detail: "Not Found" }, 404),
    failure: (status) =>
      json({ detail: "TTS engine model is not currently loaded or available." }, status),
  });
  return Object.assign(server, {
    references,
    async [Symbol.asyncDispose]() {
      await server.stop();
      references[Symbol.dispose]();
    },
  });
}

const documentedPaths = [
  "/tts",
  "/upload_reference",
  "/upload_predefined_voice",
  "/v1/audio/speech",
];

const files = ["Abigail.wav", "Emily.wav"];

function speech(request: SeenRequest): Reply {
  const { input, voice, model } = bodyOf(request);
  if (model === undefined)
    return json({ detail: [{ loc: ["body", "model"], msg: "Field required" }] }, 422);
  if (!files.includes(String(voice)))
    return json({ detail: `Voice file '${String(voice)}' not found.` }, 404);
  return audio(input);
}

function own(request: SeenRequest, references: ReferenceFolder): Reply {
  const { text, voice_mode: mode, reference_audio_filename: file, ...more } = bodyOf(request);
  if (mode !== "clone")
    return unprocessable("voice_mode", "Input should be 'predefined' or 'clone'");
  if (!file)
    return json({ detail: "Missing 'reference_audio_filename' for 'clone' voice mode." }, 400);
  if (!references.has(file))
    return json({ detail: `Reference audio file '${String(file)}' not found.` }, 404);
  const { output_format: format = "wav" } = more;
  return format === "wav"
    ? audio(text)
    : { headers: { "content-type": "audio/opus" }, body: "OggS" };
}

function audio(text: unknown): Reply {
  return {
    headers: { "content-type": "audio/wav" },
    body: pieces(wholeWav(24_000, toneOf(String(text))), 65_536),
  };
}

function tooLong(wav: Buffer): string | undefined {
  const seconds = (wav.length - 44) / wav.readUInt32LE(28);
  return seconds > 30
    ? `Reference audio duration (${seconds.toFixed(2)}s) exceeds maximum allowed (30s).`
    : undefined;
}
