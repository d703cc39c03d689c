import { limits as wire } from "@club/shared/wire/limits.ts";
import { isPlain } from "@club/shared/wire/plain-text.ts";
import * as z from "zod";
import { camelKeys } from "./camel-keys.ts";
import { engineLimits } from "./limits.ts";
import { diaPresets } from "./dia/presets.ts";
import { onDemandLimits } from "./on-demand/limits.ts";
import { openAiPresets } from "./openai/presets/presets.ts";
import { piperPresets } from "./piper/presets.ts";
import type { KnownServer } from "./recognize/known-server.ts";
import type { ServiceConfig } from "./service-config.ts";

const name = z
  .string()
  .trim()
  .min(1)
  .max(engineLimits.nameChars)
  .refine(isPlain, "must be of printable characters");
const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" });
const tcpUrl = z.url({ protocol: /^tcp$/, error: "must look like tcp://127.0.0.1:10200" });
const timeoutMs = z.int().min(1).max(engineLimits.timeoutMaxMs);
const rateHz = z.int().min(engineLimits.rateMinHz).max(engineLimits.rateMaxHz);
const path = z.string().min(1).max(engineLimits.pathChars);
const users = z.array(name).max(engineLimits.users);
const feature = z.enum([
  "streaming",
  "voice-cloning",
  "voice-mixing",
  "dialogue",
  "speed",
  "instructions",
]);

const common = {
  type: name.default("tts"),
  voice: name.exactOptional(),
  voices: z.array(name).min(1).max(engineLimits.voices).exactOptional(),
  aliases: z.record(name, name).exactOptional(),
  languages: z.array(name).max(engineLimits.languages).exactOptional(),
  slots: z.int().min(1).max(engineLimits.slots).default(1),
  access: z.union([z.literal(["members", "private"]), users.min(1)]).default("members"),
  friends: users.exactOptional(),
  foreign_samples: z.boolean().exactOptional(),
  features: z.array(feature).exactOptional(),
  streams: z.boolean().exactOptional(),
  max_input_characters: z.int().min(1).exactOptional(),
  start: z.array(z.string().min(1)).min(1).max(engineLimits.argv).exactOptional(),
  idle_minutes: z.number().positive().max(onDemandLimits.idleMinutes).exactOptional(),
  start_timeout_ms: z.int().min(1).max(onDemandLimits.warmUpMaxMs).exactOptional(),
  first_byte_timeout_ms: timeoutMs.exactOptional(),
  idle_timeout_ms: timeoutMs.exactOptional(),
};
const apiKey = { api_key_file: path.exactOptional(), api_key_env: name.exactOptional() };
const reference = { reference_folder: path.exactOptional() };
const program = { program: path.exactOptional() };

/** The schema of one service as the file has it; `service-config.ts` says what each key means. */
export const serviceConfigSchema: z.ZodType<ServiceConfig> = z.discriminatedUnion("engine", [
  entry("openai", {
    ...apiKey,
    model: name,
    url: httpUrl,
    preset: oneOf(openAiPresets).exactOptional(),
    upstream_model: name.exactOptional(),
    format: z.enum(["wav", "pcm", "mp3", "opus", "flac"]).exactOptional(),
    pcm_rate_hz: rateHz.exactOptional(),
    parameters: z.array(name).max(wire.parameters).exactOptional(),
    ...reference,
  }),
  entry("riva", {
    ...apiKey,
    model: name.default("magpie-tts"),
    url: httpUrl,
    language: name.default("en-US"),
    rate_hz: rateHz.default(22_050),
    online: z.boolean().default(true),
  }),
  entry("dia", {
    model: name.default("dia"),
    url: httpUrl,
    preset: oneOf(diaPresets).exactOptional(),
    ...reference,
  }),
  entry("piper", {
    model: name.default("piper"),
    url: httpUrl,
    preset: oneOf(piperPresets).exactOptional(),
  }),
  entry("wyoming", { model: name.default("piper"), url: tcpUrl }),
  entry("command", {
    model: name,
    command: z.array(z.string().min(1)).min(1).max(engineLimits.argv),
    output: z.enum(["wav", "pcm"]).default("wav"),
    pcm_rate_hz: rateHz.default(22_050),
    pcm_channels: z.literal([1, 2]).default(1),
  }),
  entry("espeak-ng", { ...program, model: name.default("espeak-ng") }),
  entry("flite", { ...program, model: name.default("flite") }),
]);

/** A preset's name. */
function oneOf(presets: readonly KnownServer[]) {
  return z.enum(presets.map(({ name }) => name));
}

/** One kind's schema: strict, and with the code's names for the keys. */
function entry<const Kind extends string, Shape extends z.core.$ZodLooseShape>(
  kind: Kind,
  shape: Shape,
) {
  const keys = { engine: z.literal(kind), ...common, ...shape };
  const known = Object.keys(keys).toSorted().join(", ");
  const error = (issue: z.core.$ZodRawIssue) =>
    issue.code === "unrecognized_keys"
      ? `engine ${kind} does not know ${issue.keys.join(", ")}; it knows ${known}`
      : undefined;
  return z.strictObject(keys, { error }).transform((parsed) => camelKeys(parsed));
}
