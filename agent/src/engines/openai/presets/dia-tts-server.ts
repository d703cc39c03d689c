import { jsonHealth, type ReadHealth } from "../../http/health-from.ts";
import type { Health, Voice } from "../../engine.ts";
import { asRecord, parseJson } from "../../parse-json.ts";
import type { Recognition } from "../../recognize/known-server.ts";
import type { OpenAiPreset } from "../preset.ts";

/** A path of it that no other server has, whichever API of it is used. */
export const recognizedByRegistry: Recognition = { by: "path", path: "/api/model-registry" };

/**
 * devnen/Dia-TTS-Server, port 8003, by its OpenAI path: answers when all is spoken, Opus unless WAV is
 * asked for. The `dia` engine speaks its own path, with every setting and cloning.
 */
export const diaTtsServer: OpenAiPreset = {
  name: "dia-tts-server",
  title: "Dia-TTS-Server",
  port: 8_003,
  recognition: recognizedByRegistry,
  features: ["speed", "dialogue"],
  goesOnAfterCancel: true,
  speechPath: "audio/speech",
  format: "wav",
  parameters: ["seed"],
  voices: { at: "server", path: "/get_predefined_voices", read: readPredefined },
  health: { path: "/health", read: (answer) => readDiaHealth(answer) },
};

/** Its three modes, and the recordings that it ships with. */
export function readPredefined(answer: string): Voice[] {
  const listed = parseJson(answer);
  const files = Array.isArray(listed) ? listed.map((entry) => asRecord(entry)["filename"]) : [];
  const names = ["S1", "S2", "dialogue", ...files.filter((name) => typeof name === "string")];
  return names.map((name) => ({ name, languages: ["en"] }));
}

/** `{"status": …, "model_loaded": …}`, as both servers of Dia answer. */
export const readDiaHealth: ReadHealth = jsonHealth(
  ({ model_loaded: isLoaded }) => typeof isLoaded === "boolean",
  ({ model_loaded: isLoaded }) => (isLoaded === true ? { state: "ready" } : notLoaded),
);

const notLoaded: Health = { state: "loading", reason: "The model is not loaded." };
