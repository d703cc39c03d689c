import { fieldsOf, partsOf } from "./multipart.ts";
import { json } from "./replies.ts";
import {
  type Reply,
  type SeenRequest,
  type SpeechServer,
  startSpeechServer,
} from "./speech-server.ts";
import { toneOf } from "./tone.ts";
import { pieces, wholeWav } from "./wav-bytes.ts";

export type Riva = SpeechServer & {
  ready: boolean;
  /** The voices of the model that it was started with. */
  voices: readonly string[];
};

/** Voices of the two models that clone. */
export const zeroShotVoices: readonly string[] = [
  "Magpie-ZeroShot.Female-1",
  "Magpie-ZeroShot.Male-1",
];
export const flowVoices: readonly string[] = [
  "Magpie-Flow.EN-US.Female-1",
  "Magpie-Flow.EN-US.Male-1",
];

/**
 * NVIDIA's TTS NIM by its HTTP reference: multipart forms, a whole WAV or headerless PCM in pieces of no
 * even length; one key for all languages in the list of voices.
 */
export async function startRiva(): Promise<Riva> {
  const server = await startSpeechServer({
    speech: {
      "POST /v1/audio/synthesize": (request) => {
        const { refusal, rateHz, pcm } = asked(request, self.voices);
        return refusal ?? { headers: { "content-type": "audio/wav" }, body: wholeWav(rateHz, pcm) };
      },
      "POST /v1/audio/synthesize_online": (request) => {
        const { refusal, pcm } = asked(request, self.voices);
        return (
          refusal ?? {
            headers: { "content-type": "application/octet-stream" },
            body: pieces(pcm, 4_095),
          }
        );
      },
    },
    other: {
      "GET /v1/audio/list_voices": () => json({ "en-US,es-US,fr-FR": { voices: self.voices } }),
      "GET /v1/health/ready": () => json({ ready: self.ready }, self.ready ? 200 : 503),
      "GET /v1/models": () => json({ object: "list", data: [] }),
    },
    missing: () => json({ detail: "Not Found" }, 404),
    failure: (status) => json({ error: "Error: failed to synthesize" }, status),
  });
  const self = Object.assign(server, { ready: true, voices: multilingualVoices });
  return self;
}

const multilingualVoices: readonly string[] = [
  "Magpie-Multilingual.ES-US.Diego",
  "Magpie-Multilingual.EN-US.Mia",
  "Magpie-Multilingual.EN-US.Mia.Happy",
];

function asked(
  request: SeenRequest,
  voices: readonly string[],
): { refusal?: Reply; rateHz: number; pcm: Buffer } {
  const { text = "", language, voice, sample_rate_hz, encoding } = fieldsOf(request);
  const rateHz = Number(sample_rate_hz);
  const pcm = toneOf(text);
  const isWrong =
    text.length > 2_000 ||
    !language ||
    encoding !== "LINEAR_PCM" ||
    !Number.isInteger(rateHz) ||
    (voice !== undefined && !voices.includes(voice)) ||
    !isCloneable(request, voices);
  const refusal = isWrong ? { refusal: json({ error: "Error: invalid argument" }, 400) } : {};
  return { ...refusal, rateHz, pcm };
}

/** Zeroshot wants 3 to 10 seconds; Flow their transcript as well, and is offline alone. */
function isCloneable(request: SeenRequest, voices: readonly string[]): boolean {
  const isFlow = voices === flowVoices;
  if (isFlow && request.path.endsWith("online")) return false;
  const prompt = partsOf(request).find(({ name }) => name === "audio_prompt");
  if (prompt === undefined) return true;
  const seconds = (prompt.bytes.length - 44) / prompt.bytes.readUInt32LE(28);
  if (isFlow) return fieldsOf(request)["audio_prompt_transcript"] !== undefined;
  return voices === zeroShotVoices && seconds >= 3 && seconds <= 10;
}
