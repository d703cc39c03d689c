import { jsonHealth } from "../../http/health-from.ts";
import type { Health } from "../../engine.ts";
import type { HttpReply } from "../../http/http-client.ts";
import { engineLimits } from "../../limits.ts";
import { pick } from "../../pick.ts";
import { firstSeconds } from "../../reference/first-seconds.ts";
import { withReference } from "../../reference/with-reference.ts";
import { voicesFromJson } from "../../voices/read-voices.ts";
import type { Cloning, CloneServer, OpenAiPreset } from "../preset.ts";

/**
 * devnen/Chatterbox-TTS-Server, port 8004: answers when all is spoken, and nothing else meanwhile. Its
 * voices go by the names of their files (`Emily.wav`); while it loads it answers 503.
 */
export const chatterboxTtsServer: OpenAiPreset = {
  name: "chatterbox-tts-server",
  title: "Chatterbox-TTS-Server",
  port: 8_004,
  recognition: { by: "path", path: "/upload_predefined_voice" },
  models: { at: "preset", names: ["chatterbox"] },
  features: ["speed", "voice-cloning"],
  goesOnAfterCancel: true,
  speechPath: "audio/speech",
  format: "wav",
  parameters: ["seed"],
  clone,
  voices: { at: "server", path: "audio/voices", read: voicesFromJson },
  health: { path: "/api/model-info", read: (answer) => readHealth(answer) },
};

const settings = ["temperature", "exaggeration", "cfg_weight", "seed", "speed_factor"] as const;

/** By its own `/tts`, from a recording that was uploaded before; no transcript is asked for. */
async function clone(
  { text, speed, language, parameters, prompt }: Cloning,
  server: CloneServer,
  signal: AbortSignal,
): Promise<HttpReply> {
  const wav = await firstSeconds(prompt.wav, engineLimits.chatterboxReferenceSeconds);
  const speak = (name: string): Promise<HttpReply> => {
    const body = {
      text,
      voice_mode: "clone",
      reference_audio_filename: name,
      output_format: "wav",
      ...languageOf(language),
      ...(speed === undefined ? {} : { speed_factor: speed }),
      ...pick(parameters, settings),
    };
    return server.http.post("/tts", body, signal);
  };
  return await withReference(server, wav, speak, signal);
}

/** What its multilingual model knows; the others do not look at it. */
const known = "ar da de el en es fi fr he hi it ja ko ms nl no pl pt ru sv sw tr zh".split(" ");

function languageOf(tag: string | undefined): { language?: string } {
  const code = tag?.split("-")[0]?.toLowerCase() ?? "";
  return known.includes(code) ? { language: code } : {};
}

const readHealth = jsonHealth(
  ({ loaded }) => typeof loaded === "boolean",
  ({ loaded }) => (loaded === true ? { state: "ready" } : notLoaded),
);

const notLoaded: Health = { state: "loading", reason: "The model is not loaded." };
