import { jsonHealth } from "../../http/health-from.ts";
import { voicesFromJson } from "../../voices/read-voices.ts";
import type { OpenAiPreset } from "../preset.ts";

/**
 * Lex-au/Orpheus-FastAPI, port 5005: always WAV at 24 kHz, when all is spoken, and nothing else
 * meanwhile. A voice that it does not know becomes `tara` in silence.
 */
export const orpheus: OpenAiPreset = {
  name: "orpheus",
  title: "Orpheus-FastAPI",
  port: 5_005,
  recognition: { by: "path", path: "/speak" },
  models: { at: "preset", names: ["orpheus"] },
  features: ["speed"],
  goesOnAfterCancel: true,
  speechPath: "audio/speech",
  format: "wav",
  voices: {
    at: "server",
    path: "audio/voices",
    read: (answer) => voicesFromJson(answer).map(({ name }) => ({ name, languages: spoken(name) })),
  },
  defaultVoice: "tara",
  health: { path: "audio/voices", read: jsonHealth(({ voices }) => Array.isArray(voices)) },
};

const voicesByLanguage: Readonly<Record<string, string>> = {
  "en-US": "tara leah jess leo dan mia zac zoe",
  "fr-FR": "pierre amelie marie",
  "de-DE": "jana thomas max",
  "ko-KR": "유나 준서",
  "hi-IN": "ऋतिका",
  "zh-CN": "长乐 白芷",
  "es-ES": "javi sergio maria",
  "it-IT": "pietro giulia carlo",
};

function spoken(voice: string): string[] {
  return Object.keys(voicesByLanguage).filter((language) =>
    voicesByLanguage[language]?.split(" ").includes(voice),
  );
}
