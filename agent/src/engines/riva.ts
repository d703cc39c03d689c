import { beginSpeech, type Started, speechTimeouts } from "./begin-speech.ts";
import type { Engine, EngineFeature, Utterance, Voice } from "./engine.ts";
import { expectOk } from "./http/expect-ok.ts";
import { type Form, formOf } from "./http/form.ts";
import { healthFrom, jsonHealth } from "./http/health-from.ts";
import { httpClient } from "./http/http-client.ts";
import { engineLimits } from "./limits.ts";
import { asRecord, parseJson } from "./parse-json.ts";
import { jsonAnswer, type KnownServer } from "./recognize/known-server.ts";
import { firstSeconds } from "./reference/first-seconds.ts";
import type { RivaConfig } from "./service-config.ts";

/** NVIDIA's TTS NIM, whichever model it has. */
export const rivaServer: KnownServer = {
  name: "nim",
  title: "NVIDIA Riva",
  port: 9_000,
  recognition: {
    by: "answers",
    to: ["/v1/audio/list_voices"],
    is: (evidence) => jsonAnswer(evidence, "/v1/audio/list_voices") !== undefined,
  },
};

/**
 * NVIDIA's TTS NIM (Riva, Magpie), port 9000, by its HTTP API. Online it streams headerless 16-bit mono
 * PCM at the rate asked for; offline it answers a whole WAV. Which models clone, their voices' names tell.
 */
export function rivaEngine(config: RivaConfig): Engine {
  const http = httpClient(config.url.replace(/\/+$/, "").replace(/\/v1$/, ""), config);
  const listVoices = async (signal: AbortSignal): Promise<readonly Voice[]> => {
    const reply = await expectOk(await http.get("/v1/audio/list_voices", signal));
    return readVoices(await reply.text(engineLimits.listBytes));
  };
  const start = async (utterance: Utterance, signal: AbortSignal): Promise<Started> => {
    const { voice, prompt } = utterance;
    const cloner = prompt && clonerOf(await listVoices(signal));
    const isOnline = config.online && (cloner ?? clonerOf([{ name: voice ?? "" }])) !== "flow";
    const reference = prompt && (await referenceFields(prompt, cloner));
    const form = speechForm(utterance, config, reference);
    const path = isOnline ? "/v1/audio/synthesize_online" : "/v1/audio/synthesize";
    const { body } = await expectOk(await http.post(path, form, signal));
    const format = { rateHz: config.rateHz, channels: 1 };
    return { body, asked: isOnline ? { as: "pcm", format } : { as: "file" } };
  };
  return {
    kind: "riva",
    async describe(signal) {
      const voices = await listVoices(signal);
      return {
        voices,
        ...defaultFor(config.language, voices),
        features: featuresOf(clonerOf(voices), config.online),
        maxInputCharacters: engineLimits.rivaInputCharacters,
      };
    },
    speak: (utterance, caller) =>
      beginSpeech(caller, speechTimeouts(config, config.online), (signal) =>
        start(utterance, signal),
      ),
    health: async (signal) => {
      const reply = await http.get("/v1/health/ready", signal);
      return await healthFrom(reply, readHealth);
    },
  };
}

/** NIMs of different age say it in `ready`, `status` or `message`. */
const readHealth = jsonHealth((fields) =>
  ["ready", "status", "message", "object"].some((name) => name in fields),
);

/** Magpie TTS Zeroshot hears ten seconds; Flow hears all, with what is said in it, and does not stream. */
type Cloner = "zero-shot" | "flow";

/** A NIM has one model, after which its voices are named: `Magpie-ZeroShot.Female-1`. */
function clonerOf(voices: readonly Pick<Voice, "name">[]): Cloner | undefined {
  const models = voices.map(({ name }) => name.split(".")[0] ?? "");
  if (models.some((model) => /zero-?shot/i.test(model))) return "zero-shot";
  return models.some((model) => /\bflow\b/i.test(model)) ? "flow" : undefined;
}

function featuresOf(cloner: Cloner | undefined, isOnline: boolean): readonly EngineFeature[] {
  const streaming: EngineFeature[] = isOnline && cloner !== "flow" ? ["streaming"] : [];
  return cloner === undefined ? streaming : [...streaming, "voice-cloning"];
}

type ReferenceFields = { readonly wav: Uint8Array; readonly transcript?: string };

async function referenceFields(
  prompt: NonNullable<Utterance["prompt"]>,
  cloner: Cloner | undefined,
): Promise<ReferenceFields> {
  if (cloner !== "zero-shot") return prompt;
  return { wav: await firstSeconds(prompt.wav, engineLimits.zeroShotReferenceSeconds) };
}

/** With a recording no voice is named: it would speak instead. */
function speechForm(
  { text, voice, language }: Utterance,
  config: RivaConfig,
  reference: ReferenceFields | undefined,
): Form {
  return formOf(
    {
      text,
      language: (reference && language) ?? languageOf(voice) ?? language ?? config.language,
      voice: reference === undefined ? voice : undefined,
      sample_rate_hz: config.rateHz,
      encoding: "LINEAR_PCM",
      audio_prompt_transcript: reference?.transcript,
    },
    { audio_prompt: reference?.wav },
  );
}

/** `{"en-US,es-US": {"voices": ["Magpie-Multilingual.EN-US.Aria", …]}}`, flattened. */
function readVoices(answer: string): Voice[] {
  return Object.values(asRecord(parseJson(answer))).flatMap((group) => {
    const { voices } = asRecord(group);
    const names = Array.isArray(voices) ? voices.filter((name) => typeof name === "string") : [];
    return names.map((name) => {
      const language = languageOf(name);
      return { name, languages: language === undefined ? [] : [language] };
    });
  });
}

/** The language is the second part of a voice's name, in capitals. */
function languageOf(voice: string | undefined): string | undefined {
  const [, language, region] = /^[^.]+\.([A-Z]{2,3})-([A-Z]{2})(?:\.|$)/.exec(voice ?? "") ?? [];
  return language === undefined ? undefined : `${language.toLowerCase()}-${region}`;
}

/** The first voice of the language; the first of all where their names tell none. */
function defaultFor(language: string, voices: readonly Voice[]): { defaultVoice?: string } {
  const ofLanguage = voices.find(({ languages }) => languages.includes(language));
  const voice = ofLanguage ?? voices.find(({ languages }) => languages.length === 0);
  return voice === undefined ? {} : { defaultVoice: voice.name };
}
