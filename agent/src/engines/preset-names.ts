/** The OpenAI-shaped servers whose habits are known (`presets/`), `generic` for any other. */
export const openAiPresets = [
  "generic",
  "kokoro",
  "speaches",
  "openedai-speech",
  "chatterbox-tts-api",
  "chatterbox-tts-server",
  "orpheus",
  "vllm-omni",
  "localai",
  "coqui",
  "dia-tts-server",
] as const;

export type OpenAiPresetName = (typeof openAiPresets)[number];

/** Servers of Dia with an API of their own, for cloning and dialogue. */
export const diaPresets = ["inference-club", "dia-tts-server"] as const;

export type DiaPresetName = (typeof diaPresets)[number];

/** Piper's HTTP servers: piper1-gpl from 1.5 on, before it, and rhasspy's. */
export const piperPresets = ["piper1-gpl", "piper1-gpl-1.4", "rhasspy"] as const;

export type PiperPresetName = (typeof piperPresets)[number];
