import { bodyOf, json, openApi } from "./replies.ts";
import {
  type Reply,
  type SeenRequest,
  type SpeechServer,
  startSpeechServer,
} from "./speech-server.ts";
import { toneOf } from "./tone.ts";
import { ffmpegWavHeader, pieces } from "./wav-bytes.ts";

export const speachesKokoro = "speaches-ai/Kokoro-82M-v1.0-ONNX";

/**
 * speaches-ai/speaches (src/speaches/routers/speech.py, audio.py): every format but PCM goes through
 * ffmpeg; a voice that the model lacks fails after the 200, by an empty and broken body.
 */
export function startSpeaches(): Promise<SpeechServer> {
  return startSpeechServer({
    speech: { "POST /v1/audio/speech": speech },
    other: {
      "GET /openapi.json": () =>
        openApi("Speaches", ["/v1/audio/speech", "/v1/audio/models", "/api/ps"]),
      "GET /v1/audio/models": () => json({ models: ttsModels, object: "list" }),
      "GET /v1/models": () => json({ data: ttsModels, object: "list" }),
      "GET /health": () => json({ message: "OK" }),
    },
    missing: () => json({ detail: "Not Found" }, 404),
    failure: (status) => ({
      status,
      headers: { "content-type": "text/plain" },
      body: "Internal Server Error",
    }),
  });
}

const ttsModels = [
  {
    id: speachesKokoro,
    created: 0,
    object: "model",
    owned_by: "speaches-ai",
    language: ["multilingual"],
    task: "text-to-speech",
    sample_rate: 24_000,
    voices: [
      { name: "af_heart", language: "en-us", gender: "female" },
      { name: "ff_siwis", language: "fr-fr", gender: "female" },
    ],
  },
  {
    id: "speaches-ai/piper-en_US-amy-low",
    created: 0,
    object: "model",
    owned_by: "speaches-ai",
    language: ["en"],
    task: "text-to-speech",
    sample_rate: 16_000,
    voices: [{ name: "amy", language: "en" }],
  },
];

function speech(request: SeenRequest): Reply {
  const { model, input, voice, speed = 1 } = bodyOf(request);
  const known = ttsModels.find(({ id }) => id === model);
  if (known === undefined)
    return json({ detail: `Model '${String(model)}' is not installed locally.` }, 404);
  if (voice === undefined)
    return json({ detail: [{ loc: ["body", "voice"], msg: "Field required" }] }, 422);
  if (Number(speed) < 0.25 || Number(speed) > 4)
    return json({ detail: "Speed must be between" }, 422);
  const hasVoice = known.voices.some(({ name }) => name === voice);
  const body = [ffmpegWavHeader(known.sample_rate), ...pieces(toneOf(String(input)), 4_096)];
  return { headers: { "content-type": "audio/wav" }, body: hasVoice ? body : [] };
}
