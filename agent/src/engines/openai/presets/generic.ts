import { voicesFromJson } from "../../voices/read-voices.ts";
import type { OpenAiPreset } from "../preset.ts";

/** Any server that follows OpenAI's reference. WAV is asked for, as it tells its own rate. */
export const generic: OpenAiPreset = {
  name: "generic",
  features: ["streaming", "speed", "instructions"],
  speechPath: "audio/speech",
  format: "wav",
  voices: { at: "server", path: "audio/voices", read: voicesFromJson },
  health: { path: "models" },
};
