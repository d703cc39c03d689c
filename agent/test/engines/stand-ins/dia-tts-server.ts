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

export type DiaTtsServer = SpeechServer & {
  modelLoaded: boolean;
  readonly references: ReferenceFolder;
};

/**
 * devnen/Dia-TTS-Server (server.py, models.py): `/v1/audio/speech` and `/tts`, both whole and Opus unless
 * told; it refuses a temperature above 1.5, and clones only files that were uploaded.
 */
export async function startDiaTtsServer(): Promise<DiaTtsServer> {
  const references = referenceFolder();
  const server = await startSpeechServer({
    speech: {
      "POST /v1/audio/speech": (request) => openAi(request),
      "POST /tts": (request) => own(request, references),
    },
    other: {
      "GET /openapi.json": () =>
        openApi("Dia TTS Server", ["/tts", "/v1/audio/speech", "/api/model-registry"]),
      "GET /get_predefined_voices": () =>
        json([{ display_name: "Abigail Taylor", filename: "Abigail_Taylor.wav" }]),
      "GET /health": () => json({ status: "healthy", model_loaded: self.modelLoaded }),
      "POST /upload_reference": (request) => references.upload(request),
    },
    missing: () => json({ detail: "Not Found" }, 404),
    failure: (status) => json({ detail: "Internal server error: CUDA error" }, status),
  });
  const self = Object.assign(server, {
    modelLoaded: true,
    references,
    async [Symbol.asyncDispose]() {
      await server.stop();
      references[Symbol.dispose]();
    },
  });
  return self;
}

function openAi(request: SeenRequest): Reply {
  const { input, response_format = "opus" } = bodyOf(request);
  return audio(String(input), response_format);
}

function own(request: SeenRequest, references: ReferenceFolder): Reply {
  const {
    text,
    voice_mode: mode,
    clone_reference_filename: file,
    temperature = 1.3,
    output_format,
  } = bodyOf(request);
  if (!["dialogue", "single_s1", "single_s2", "clone"].includes(String(mode))) {
    return unprocessable(
      "voice_mode",
      "Input should be 'dialogue', 'single_s1', 'single_s2' or 'clone'",
    );
  }
  if (Number(temperature) > 1.5)
    return unprocessable("temperature", "Input should be less than or equal to 1.5");
  if (mode === "clone" && !references.has(file)) {
    return json({ detail: `Reference audio file not found: ${String(file)}` }, 404);
  }
  return audio(String(text), output_format);
}

function audio(text: string, format: unknown): Reply {
  if (format !== "wav") return { headers: { "content-type": "audio/opus" }, body: "OggS" };
  return {
    headers: { "content-type": "audio/wav" },
    body: pieces(wholeWav(44_100, toneOf(text)), 65_536),
  };
}
