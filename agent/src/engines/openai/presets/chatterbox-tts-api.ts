import { jsonHealth } from "../../http/health-from.ts";
import { formOf } from "../../http/form.ts";
import type { HttpReply } from "../../http/http-client.ts";
import { pick } from "../../pick.ts";
import { voicesFromJson } from "../../voices/read-voices.ts";
import type { Cloning, CloneServer, OpenAiPreset } from "../preset.ts";

const settings = ["exaggeration", "cfg_weight", "temperature"] as const;

/**
 * travisvn/chatterbox-tts-api, port 4123: streams on a path of its own, always WAV; takes no speed. It
 * speaks with its default recording when it does not know a voice, so that one is offered by name.
 */
export const chatterboxTtsApi: OpenAiPreset = {
  name: "chatterbox-tts-api",
  title: "chatterbox-tts-api",
  port: 4_123,
  recognition: { by: "path", path: "/audio/speech/stream/upload" },
  models: { at: "preset", names: ["chatterbox"] },
  features: ["streaming", "voice-cloning"],
  maxInputCharacters: 3_000,
  streamsBy: "paragraph",
  goesOnAfterCancel: true,
  speechPath: "audio/speech/stream",
  format: "wav",
  parameters: settings,
  clone: uploadPrompt,
  voices: {
    at: "server",
    path: "voices",
    read: (answer) => [{ name: ownVoice, languages: ["en"] }, ...voicesFromJson(answer)],
  },
  health: { path: "/health", read: (answer) => readHealth(answer) },
};

const ownVoice = "default";

/** The recording goes with the text, for this utterance only; no transcript is asked for. */
function uploadPrompt(
  { text, parameters, prompt }: Cloning,
  { http, address }: CloneServer,
  signal: AbortSignal,
): Promise<HttpReply> {
  const form = formOf({ input: text, ...pick(parameters, settings) }, { voice_file: prompt.wav });
  return http.post(address.path("audio/speech/stream/upload"), form, signal);
}

const readHealth = jsonHealth(
  (fields) => "initialization_state" in fields || "model_loaded" in fields,
  ({ initialization_state: state, initialization_error: error }) => {
    if (state === undefined || state === "ready") return { state: "ready" };
    if (typeof error === "string") return { state: "down", reason: error };
    return { state: "loading", reason: "The model is being loaded." };
  },
);
