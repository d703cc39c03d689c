import { jsonHealth } from "../../http/health-from.ts";
import { asRecord } from "../../parse-json.ts";
import { type Evidence, jsonAnswer } from "../../recognize/known-server.ts";
import { listsModels } from "../list-models.ts";
import type { OpenAiPreset } from "../preset.ts";

/**
 * mudler/LocalAI, port 8080: streams WAV when `stream` is set, where the model's backend can; its owner
 * takes `streaming` from the service's features where it cannot. It lists no voices.
 */
export const localAi: OpenAiPreset = {
  name: "localai",
  title: "LocalAI",
  port: 8_080,
  recognition: { by: "answers", to: ["/v1/models", "/readyz", "/system"], is: isLocalAi },
  features: ["streaming", "speed", "instructions"],
  streamsBy: "sentence",
  goesOnAfterCancel: true,
  speechPath: "audio/speech",
  format: "wav",
  body: ({ language }, streams) => ({ language, ...(streams ? { stream: true } : {}) }),
  voices: { at: "preset", voices: [] },
  health: { path: "models", read: jsonHealth(({ data }) => Array.isArray(data)) },
};

/** Other servers have a `/readyz`, too; its backends are its own. */
function isLocalAi(evidence: Evidence): boolean {
  const { backends } = asRecord(jsonAnswer(evidence, "/system"));
  const isReady = evidence.get("/readyz")?.status === 200;
  return isReady && Array.isArray(backends) && listsModels(evidence);
}
