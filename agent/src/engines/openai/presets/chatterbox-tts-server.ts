import type { Health } from "../../engine.ts";
import { asRecord, parseJson } from "../../parse-json.ts";
import { pick } from "../../pick.ts";
import { voicesFromJson } from "../../voices/read-voices.ts";
import type { OpenAiPreset } from "../preset.ts";

/**
 * devnen/Chatterbox-TTS-Server, port 8004: answers when all is spoken, and nothing else meanwhile. Its
 * voices go by the names of their files (`Emily.wav`); while it loads it answers 503.
 */
export const chatterboxTtsServer: OpenAiPreset = {
  name: "chatterbox-tts-server",
  features: ["speed"],
  speechPath: "audio/speech",
  format: "wav",
  body: (utterance) => pick(utterance.parameters, ["seed"]),
  voices: { at: "server", path: "audio/voices", read: voicesFromJson },
  health: { path: "/api/model-info", read: readHealth },
};

function readHealth(answer: string): Health {
  return asRecord(parseJson(answer))["loaded"] === false
    ? { state: "down", reason: "The model is not loaded." }
    : { state: "ready" };
}
