import { textHealth } from "../../http/health-from.ts";
import type { Utterance } from "../../engine.ts";
import { asRecord, parseJson } from "../../parse-json.ts";
import type { Evidence } from "../../recognize/known-server.ts";
import { voicesFromJson } from "../../voices/read-voices.ts";
import { modelEntries } from "../list-models.ts";
import type { OpenAiPreset } from "../preset.ts";

/**
 * vllm-project/vllm-omni, port 8091: raw streaming is `stream_format: "audio"`, and only at speed 1;
 * `stream: true` would mean server-sent events. Languages go by their English names. Whether it clones
 * depends on its model, and where the name of that says nothing its owner says it in `features`.
 */
export const vllmOmni: OpenAiPreset = {
  name: "vllm-omni",
  title: "vLLM-Omni",
  port: 8_091,
  recognition: { by: "answers", to: ["/v1/models"], is: isOwnedByVllm },
  features: ["streaming", "speed", "instructions"],
  modelFeatures: (answer, model) =>
    cloners.test(modelName(answer, model)) ? ["voice-cloning"] : [],
  streamsBy: "sentence",
  goesOnAfterCancel: false,
  speechPath: "audio/speech",
  format: "wav",
  parameters: ["seed", "max_new_tokens"],
  body: (utterance, streams) => ({
    ...(streams && (utterance.speed ?? 1) === 1 ? { stream_format: "audio" } : {}),
    ...languageOf(utterance),
    ...cloneOf(utterance),
  }),
  voices: { at: "server", path: "audio/voices", read: voicesFromJson },
  health: { path: "/health", read: textHealth((answer) => answer === "") },
};

function isOwnedByVllm(evidence: Evidence): boolean {
  return modelEntries(evidence)?.some((model) => model["owned_by"] === "vllm") === true;
}

/** Its languages (Qwen3-TTS); any other stays to be found out by the model. */
const known = "zh en ja ko de fr ru pt es it".split(" ");

function languageOf({ language }: Utterance): { language?: string } {
  const code = language?.split("-")[0]?.toLowerCase() ?? "";
  if (!known.includes(code)) return {};
  const name = new Intl.DisplayNames(["en"], { type: "language" }).of(code);
  return name === undefined ? {} : { language: name };
}

/** Those that its documentation says it for (speech_api.md, "Supported Models"); of Qwen3-TTS only Base. */
const cloners = /[-_.]base$|(?:^|\/)base$|cosyvoice|s2-pro|omnivoice|voxcpm|moss-tts/i;

/** The model as it was published (`root`), whatever name it is served under. */
function modelName(answer: string, served: string): string {
  const { data } = asRecord(parseJson(answer));
  const models = Array.isArray(data) ? data.map(asRecord) : [];
  const model = models.find(({ id }) => id === served) ?? models[0];
  const name = [model?.["root"], model?.["id"], served].find((one) => typeof one === "string");
  return (name ?? served).replace(/\/+$/, "");
}

/** With a recording no voice is named: one that was uploaded to the server would speak instead. */
function cloneOf({ prompt }: Utterance): Record<string, string | undefined> {
  if (prompt === undefined) return {};
  const wav = Buffer.from(prompt.wav).toString("base64");
  return {
    voice: undefined,
    task_type: "Base",
    ref_audio: `data:audio/wav;base64,${wav}`,
    ref_text: prompt.transcript,
  };
}
