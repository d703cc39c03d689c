import type { Utterance } from "../../engine.ts";
import { pick } from "../../pick.ts";
import { voicesFromJson } from "../../voices/read-voices.ts";
import type { OpenAiPreset } from "../preset.ts";

/**
 * vllm-project/vllm-omni, port 8091: raw streaming is `stream_format: "audio"`, and only at speed 1;
 * `stream: true` would mean server-sent events. Languages go by their English names. A model of the
 * kind Base clones: its owner adds `voice-cloning` to the service's features.
 */
export const vllmOmni: OpenAiPreset = {
  name: "vllm-omni",
  features: ["streaming", "speed", "instructions"],
  speechPath: "audio/speech",
  format: "wav",
  body: (utterance, streams) => ({
    ...(streams && (utterance.speed ?? 1) === 1 ? { stream_format: "audio" } : {}),
    ...languageOf(utterance),
    ...pick(utterance.parameters, ["seed", "max_new_tokens"]),
    ...cloneOf(utterance),
  }),
  voices: { at: "server", path: "audio/voices", read: voicesFromJson },
  health: { path: "/health" },
};

/** Its languages (Qwen3-TTS); any other stays to be found out by the model. */
const known = "zh en ja ko de fr ru pt es it".split(" ");

function languageOf({ language }: Utterance): { language?: string } {
  const code = language?.split("-")[0]?.toLowerCase() ?? "";
  if (!known.includes(code)) return {};
  const name = new Intl.DisplayNames(["en"], { type: "language" }).of(code);
  return name === undefined ? {} : { language: name };
}

function cloneOf({ prompt }: Utterance): Record<string, string> {
  if (prompt === undefined) return {};
  const wav = Buffer.from(prompt.wav).toString("base64");
  return {
    task_type: "Base",
    ref_audio: `data:audio/wav;base64,${wav}`,
    ref_text: prompt.transcript,
  };
}
