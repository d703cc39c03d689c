import { jsonHealth } from "../../http/health-from.ts";
import { voicesFromJson } from "../../voices/read-voices.ts";
import { listsModels } from "../list-models.ts";
import type { OpenAiPreset } from "../preset.ts";

/** Any server that follows OpenAI's reference. WAV is asked for, as it tells its own rate. */
export const generic: OpenAiPreset = {
  name: "generic",
  title: "a server with OpenAI's API",
  recognition: { by: "answers", to: ["/v1/models"], is: listsModels },
  features: ["streaming", "speed", "instructions"],
  // Some servers know it, most ignore it, and for some it means events: only asked for where it was tried.
  body: (_, streams, isMeasured) => (streams && isMeasured ? { stream: true } : {}),
  streamsBy: "paragraph",
  // Nobody knows; a slot is not held on a suspicion.
  goesOnAfterCancel: false,
  speechPath: "audio/speech",
  format: "wav",
  voices: { at: "server", path: "audio/voices", read: voicesFromJson },
  health: { path: "models", read: jsonHealth(({ data }) => Array.isArray(data)) },
};
