import type { Started } from "../begin-speech.ts";
import type { ExpectedAudio } from "../decode/decode-audio.ts";
import type { Utterance } from "../engine.ts";
import { expectOk } from "../http/expect-ok.ts";
import type { HttpReply } from "../http/http-client.ts";
import { pick } from "../pick.ts";
import type { OpenAiConfig } from "../service-config.ts";
import type { OpenAiPreset } from "./preset.ts";

/** The body of `POST …/audio/speech`; what is undefined in it is not sent. */
export function speechBody(
  utterance: Utterance,
  preset: OpenAiPreset,
  config: OpenAiConfig,
): Record<string, unknown> {
  const { text, voice, speed, instructions } = utterance;
  return {
    ...pick(utterance.parameters, parametersOf(preset, config)),
    model: serverModel(preset, config),
    input: text,
    voice,
    response_format: config.format ?? preset.format,
    ...(preset.features.includes("speed") ? { speed } : {}),
    ...(preset.features.includes("instructions") ? { instructions } : {}),
    ...preset.body?.(utterance, streams(preset, config), config.streams === true),
  };
}

/** The parameters that are handed on: those of the server's kind, and those that its owner names. */
export function parametersOf(
  { parameters = [] }: OpenAiPreset,
  { parameters: named = [] }: OpenAiConfig,
): readonly string[] {
  return [...new Set([...parameters, ...named])];
}

/** The server's own name of the model. */
export function serverModel(preset: OpenAiPreset, config: OpenAiConfig): string {
  return config.upstreamModel ?? preset.model ?? config.model;
}

/** Whether to ask for audio while it is generated: what the server can, unless its owner says otherwise. */
export function streams(preset: OpenAiPreset, config: OpenAiConfig): boolean {
  return (config.features ?? preset.features).includes("streaming");
}

/** Whether the first audio is that of a sentence; that of a paragraph may take minutes. */
export function sendsSoon(preset: OpenAiPreset, config: OpenAiConfig): boolean {
  return preset.streamsBy === "sentence" && streams(preset, config);
}

/** The rate of raw PCM in OpenAI's reference, for servers that do not name theirs. */
const openAiRateHz = 24_000;

/** The reply as audio to decode; throws what its status means. */
export async function startedFrom(
  reply: HttpReply,
  preset: OpenAiPreset,
  config: OpenAiConfig,
): Promise<Started> {
  const { body } = await expectOk(reply);
  return { body, asked: askedOf(reply, preset, config) };
}

/** Raw PCM has the rate that its Content-Type names (`audio/pcm;rate=22050`), or the known one. */
function askedOf(reply: HttpReply, preset: OpenAiPreset, config: OpenAiConfig): ExpectedAudio {
  if ((config.format ?? preset.format) !== "pcm") return { as: "file" };
  const type = reply.header("content-type") ?? "";
  const named = /;\s*rate=(\d+)/.exec(type)?.[1];
  const channels = /;\s*channels=2\b/.test(type) ? 2 : 1;
  const rateHz = config.pcmRateHz ?? (named === undefined ? openAiRateHz : Number(named));
  return { as: "pcm", format: { rateHz, channels } };
}
