import { textHealth } from "../../http/health-from.ts";
import type { Voice } from "../../engine.ts";
import { readVoices } from "../../voices/read-voices.ts";
import { asRecord, parseJson } from "../../parse-json.ts";
import type { OpenAiPreset } from "../preset.ts";

/**
 * speaches-ai/speaches, port 8000: streams through ffmpeg. Each model has voices of its own, and a voice
 * of another one fails only after the 200, by cutting the body: so they are read model by model.
 */
export const speaches: OpenAiPreset = {
  name: "speaches",
  title: "speaches",
  port: 8_000,
  recognition: { by: "path", path: "/api/ps" },
  models: { at: "server", path: "audio/models", read: modelIds },
  features: ["streaming", "speed"],
  streamsBy: "paragraph",
  goesOnAfterCancel: false,
  speechPath: "audio/speech",
  format: "wav",
  voices: { at: "server", path: "audio/models", read: voicesOfModel },
  defaultVoice: "af_heart",
  health: { path: "/health", read: textHealth((answer) => /\bOK\b/.test(answer)) },
};

function modelIds(answer: string): string[] {
  const { models } = asRecord(parseJson(answer));
  const ids = Array.isArray(models) ? models.map((model) => asRecord(model)["id"]) : [];
  return ids.filter((id) => typeof id === "string");
}

function voicesOfModel(answer: string, model: string): Voice[] {
  const { models } = asRecord(parseJson(answer));
  if (!Array.isArray(models)) return [];
  return readVoices(models.find((candidate) => asRecord(candidate)["id"] === model));
}
