import { jsonHealth } from "../../http/health-from.ts";
import { voicesFromJson } from "../../voices/read-voices.ts";
import type { OpenAiPreset } from "../preset.ts";

/**
 * remsky/Kokoro-FastAPI, port 8880: streams by default, 24 kHz. It refuses models that it does not
 * know by name, and its voices' first letter is their language.
 */
export const kokoro: OpenAiPreset = {
  name: "kokoro",
  title: "Kokoro-FastAPI",
  port: 8_880,
  recognition: { by: "path", path: "/dev/captioned_speech" },
  models: { at: "preset", names: ["kokoro"] },
  features: ["streaming", "speed", "voice-mixing"],
  streamsBy: "paragraph",
  goesOnAfterCancel: true,
  speechPath: "audio/speech",
  format: "wav",
  model: "kokoro",
  parameters: ["lang_code", "volume_multiplier", "normalization_options"],
  body: (_, streams) => ({ stream: streams }),
  voices: {
    at: "server",
    path: "audio/voices",
    read: (answer) => voicesFromJson(answer).map(({ name }) => ({ name, languages: spoken(name) })),
  },
  defaultVoice: "af_heart",
  health: { path: "/health", read: jsonHealth(({ status }) => status === "healthy") },
};

const languages: Readonly<Record<string, string>> = {
  a: "en-US",
  b: "en-GB",
  e: "es-ES",
  f: "fr-FR",
  h: "hi-IN",
  i: "it-IT",
  j: "ja-JP",
  p: "pt-BR",
  z: "zh-CN",
};

/** `af_heart`: American English, female. */
function spoken(voice: string): string[] {
  const language = /^[a-z][fm]_/.test(voice) ? languages[voice.charAt(0)] : undefined;
  return language === undefined ? [] : [language];
}
