import { Failure } from "@club/shared/wire/failures.ts";
import { limits as wire } from "@club/shared/wire/limits.ts";
import * as z from "zod";
import type { AudioFormat } from "../encoding/formats.ts";
import { characters } from "../text/characters.ts";
import { providersField } from "./providers-field.ts";
import { invalidRequest } from "./schema.ts";
import { language, responseFormat, streamFormat } from "./speech-body.ts";

/** A setting of the generation: the bounds to which a number is brought, and what it is when left out. */
type Control = {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
  readonly isWhole?: true;
};

type ControlName =
  | "cfg_scale"
  | "temperature"
  | "top_p"
  | "cfg_filter_top_k"
  | "speed_factor"
  | "max_new_tokens";

/** Dia's own, with its own values where a request says nothing. */
const controls: Readonly<Record<ControlName, Control>> = {
  cfg_scale: { least: 1, most: 5, usual: 3 },
  temperature: { least: 0.1, most: 2, usual: 1.8 },
  top_p: { least: 0.1, most: 1, usual: 0.95 },
  cfg_filter_top_k: { least: 1, most: 100, usual: 45, isWhole: true },
  speed_factor: { least: 0.5, most: 2, usual: 1 },
  max_new_tokens: { least: 256, most: 4_096, usual: 3_072, isWhole: true },
};

/** The largest seed that PyTorch and NumPy both take, and the bound of one at random, as Dia has it. */
const maxSeed = 0xffff_ffff;
const randomSeeds = 0x7fff_ffff;

/** The body of `POST /v1/voice/generations`. */
export type GenerationBody = {
  readonly input: string;
  readonly model?: string | null | undefined;
  readonly speakers?:
    | Readonly<Partial<Record<"S1" | "S2", string | null | undefined>>>
    | null
    | undefined;
  readonly providers?: readonly string[] | null | undefined;
  readonly seed?: number | null | undefined;
  readonly language?: string | null | undefined;
  readonly response_format?: AudioFormat | null | undefined;
  readonly stream_format?: "audio" | "sse" | null | undefined;
  readonly stream?: boolean | null | undefined;
} & { readonly [C in ControlName]?: number | null | undefined };

const sampleId = z.string().max(wire.nameChars);

const schema = z
  .object({
    input: z.string().describe("A script with [S1] and [S2]; without a tag all of it is [S1]'s."),
    model: z
      .string()
      .min(1)
      .max(wire.nameChars)
      .nullish()
      .describe("An id from GET /v1/models; without it, any that can clone voices."),
    speakers: z
      .strictObject({ S1: sampleId.nullish(), S2: sampleId.nullish() })
      .nullish()
      .describe("Sample ids of your voice library; a speaker without one has the engine's voice."),
    providers: providersField,
    cfg_scale: numberFor("cfg_scale"),
    temperature: numberFor("temperature"),
    top_p: numberFor("top_p"),
    cfg_filter_top_k: numberFor("cfg_filter_top_k"),
    speed_factor: numberFor("speed_factor"),
    max_new_tokens: numberFor("max_new_tokens"),
    seed: z.number().nullish().describe("−1, the default, for one at random."),
    language: language.nullish().describe("A hint, e.g. en-US."),
    response_format: responseFormat,
    stream_format: streamFormat,
    stream: z.boolean().nullish(),
  })
  .meta({
    examples: [
      {
        input: "[S1] Shall we? [S2] After you.",
        speakers: { S1: "vs_0199d2a07c1e7b5e9d3b0a6a2f0c1d11" },
      },
    ],
  });

export const generationBody: z.ZodType<GenerationBody> = schema;

/** Checks a body. Throws MISSING_INPUT, TOO_LARGE, INVALID_REQUEST with `param`. */
export function parseGenerationBody(body: unknown, maxCharacters: number): GenerationBody {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new Failure("INVALID_REQUEST", "The body must be a JSON object.");
  }
  const { input } = body as { readonly input?: unknown };
  if (input === undefined || input === null || (typeof input === "string" && !input.trim())) {
    const message = "input: this field is required and must not be empty.";
    throw new Failure("MISSING_INPUT", message, { param: "input" });
  }
  const parsed = generationBody.safeParse(body);
  if (!parsed.success) throw invalidRequest(parsed.error);
  if (parsed.data.input.length > maxCharacters && characters(parsed.data.input) > maxCharacters) {
    const message = `input: at most ${maxCharacters} characters are spoken in one request.`;
    throw new Failure("TOO_LARGE", message, { param: "input" });
  }
  return parsed.data;
}

/** The settings that a body names, within their bounds. */
export function namedControls(body: GenerationBody): Readonly<Record<string, number>> {
  const named = controlEntries.flatMap(([name, control]): [string, number][] => {
    const value = body[name];
    return value === undefined || value === null ? [] : [[name, clamped(value, control)]];
  });
  return Object.fromEntries(named);
}

/** What each setting is when a body does not name it. */
export const usualControls: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(controls).map(([name, { usual }]) => [name, usual]),
);

/**
 * The seed to speak with. One at random is chosen here, not by the engine: so it can stand in the
 * answer's head, and whoever takes over speaks with the same.
 */
export function seedOf({ seed }: GenerationBody, random: () => number): number {
  if (seed === undefined || seed === null || seed < 0) return Math.floor(random() * randomSeeds);
  return Math.min(Math.round(seed), maxSeed);
}

function numberFor(name: ControlName): z.ZodType<number | null | undefined> {
  const { least, most, usual } = controls[name];
  return z.number().nullish().describe(`${least} to ${most}; ${usual} by default.`);
}

const controlEntries = Object.entries(controls) as readonly [ControlName, Control][];

function clamped(value: number, { least, most, isWhole }: Control): number {
  const within = Math.min(most, Math.max(least, value));
  return isWhole === true ? Math.round(within) : within;
}
