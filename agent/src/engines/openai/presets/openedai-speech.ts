import { jsonHealth } from "../../http/health-from.ts";
import { modelIdsOf } from "../list-models.ts";
import type { OpenAiPreset } from "../preset.ts";

/**
 * matatonic/openedai-speech, port 8000: streams through ffmpeg; `tts-1` is Piper, `tts-1-hd` XTTS. Its
 * voices are in a file that it does not show: these six come with it.
 */
export const openedAiSpeech: OpenAiPreset = {
  name: "openedai-speech",
  title: "openedai-speech",
  port: 8_000,
  recognition: { by: "path", path: "/v1/billing/usage" },
  features: ["streaming", "speed"],
  // Two models, in spite of their names.
  models: { at: "server", path: "models", read: modelIdsOf },
  streamsBy: "paragraph",
  goesOnAfterCancel: true,
  speechPath: "audio/speech",
  format: "wav",
  voices: {
    at: "preset",
    voices: ["alloy", "echo", "fable", "onyx", "nova", "shimmer"].map((name) => ({
      name,
      languages: [],
    })),
  },
  health: { path: "/health", read: jsonHealth(({ status }) => status === "ok") },
};
