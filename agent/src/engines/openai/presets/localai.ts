import type { OpenAiPreset } from "../preset.ts";

/**
 * mudler/LocalAI, port 8080: streams WAV when `stream` is set, where the model's backend can; its owner
 * takes `streaming` from the service's features where it cannot. It lists no voices.
 */
export const localAi: OpenAiPreset = {
  name: "localai",
  features: ["streaming", "speed", "instructions"],
  speechPath: "audio/speech",
  format: "wav",
  body: ({ language }, streams) => ({ language, ...(streams ? { stream: true } : {}) }),
  voices: { at: "preset", voices: [] },
  health: { path: "/readyz" },
};
