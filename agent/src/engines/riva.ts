import { beginSpeech, type Started, speechTimeouts } from "./begin-speech.ts";
import type { Asked } from "./decode/decode-audio.ts";
import type { Engine, Utterance, Voice } from "./engine.ts";
import { expectOk } from "./http/expect-ok.ts";
import { formOf } from "./http/form.ts";
import { healthFrom } from "./http/health-from.ts";
import { httpClient } from "./http/http-client.ts";
import { engineLimits } from "./limits.ts";
import { asRecord, parseJson } from "./parse-json.ts";
import type { RivaConfig } from "./service-config.ts";

/**
 * NVIDIA's TTS NIM (Riva, Magpie), port 9000, by its HTTP API. Online it streams headerless 16-bit mono
 * PCM at the rate asked for; offline it answers a whole WAV.
 */
export function rivaEngine(config: RivaConfig): Engine {
  const http = httpClient(config.url.replace(/\/+$/, "").replace(/\/v1$/, ""), config);
  const asked: Asked = config.online
    ? { as: "pcm", format: { rateHz: config.rateHz, channels: 1 } }
    : { as: "file" };
  const path = config.online ? "/v1/audio/synthesize_online" : "/v1/audio/synthesize";
  const start = async (utterance: Utterance, signal: AbortSignal): Promise<Started> => {
    const { body } = await expectOk(await http.post(path, speechForm(utterance, config), signal));
    return { body, asked };
  };
  return {
    kind: "riva",
    async describe(signal) {
      const reply = await expectOk(await http.get("/v1/audio/list_voices", signal));
      const voices = readVoices(await reply.text(engineLimits.listBytes));
      return {
        voices,
        ...defaultFor(config.language, voices),
        features: config.online ? ["streaming"] : [],
        maxInputCharacters: engineLimits.rivaInputCharacters,
      };
    },
    speak: (utterance, caller) =>
      beginSpeech(caller, speechTimeouts(config, config.online), (signal) =>
        start(utterance, signal),
      ),
    health: async (signal) => {
      const reply = await http.get("/v1/health/ready", signal);
      const isReady = reply.status === 200;
      const health = await healthFrom(reply);
      return isReady ? health : { state: "down", reason: "The NIM says that it is not ready." };
    },
  };
}

/** Zero-shot models take a recording; the one called Flow also wants to know what is said in it. */
function speechForm(utterance: Utterance, config: RivaConfig): ReturnType<typeof formOf> {
  const { text, voice, language, prompt } = utterance;
  return formOf(
    {
      text,
      language: languageOf(voice) ?? language ?? config.language,
      voice,
      sample_rate_hz: config.rateHz,
      encoding: "LINEAR_PCM",
      audio_prompt_transcript: prompt?.transcript,
    },
    { audio_prompt: prompt?.wav },
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

function defaultFor(language: string, voices: readonly Voice[]): { defaultVoice?: string } {
  const voice = voices.find(({ languages }) => languages.includes(language));
  return voice === undefined ? {} : { defaultVoice: voice.name };
}
