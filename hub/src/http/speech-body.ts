import { Failure } from "@club/shared/wire/failures.ts";
import { languageTag } from "@club/shared/wire/language-tag.ts";
import { limits as wire } from "@club/shared/wire/limits.ts";
import type { ParameterValue, StructuredValue } from "@club/shared/wire/messages.ts";
import { StructureRoom } from "@club/shared/wire/structures.ts";
import * as z from "zod";
import {
  type AudioFormat,
  audioFormats,
  formatCalled,
  optionalFormats,
} from "../encoding/formats.ts";
import type { EngineParameters } from "../speech/parameters.ts";
import { characters } from "../text/characters.ts";
import type { SpeechDelivery } from "./answer-speech.ts";
import { providersField } from "./providers-field.ts";
import { invalidRequest } from "./schema.ts";

/** The body of `POST /v1/audio/speech`; fields that are not named go to the engine as they are. */
export type SpeechBody = {
  readonly model: string;
  readonly input: string;
  readonly voice?: string | { readonly id: string } | null | undefined;
  readonly response_format?: AudioFormat | null | undefined;
  readonly stream_format?: "audio" | "sse" | null | undefined;
  readonly stream?: boolean | null | undefined;
  readonly language?: string | null | undefined;
  readonly speed?: number | null | undefined;
  readonly instructions?: string | null | undefined;
  readonly providers?: readonly string[] | null | undefined;
};

/** BCP 47. */
export const language: z.ZodType<string> = z
  .string()
  .max(wire.languageChars)
  .regex(languageTag, "must be a BCP 47 tag, such as en-US");

/** Spaces around a name mean nothing, and an empty one is none. */
const voice = z.string().trim().max(wire.nameChars);

/** An encoding by any name that clients use for it. */
export const responseFormat: z.ZodType<AudioFormat | null | undefined> = z
  .preprocess(
    (value) =>
      typeof value === "string" ? (formatCalled(value) ?? (value.trim() || null)) : value,
    z.enum(audioFormats).nullish(),
  )
  .describe(
    `The hub's default_format if left out, usually wav. ${optionalFormats.join(", ")} are answered in WAV unless the hub makes them; in events they are always made.`,
  );

export const streamFormat: z.ZodType<"audio" | "sse" | null | undefined> = z
  .enum(["audio", "sse"])
  .nullish()
  .describe("audio by default.");

/** How the audio is to be sent. */
export function streamOf({
  stream_format: format,
  stream,
}: StreamFields): SpeechDelivery["stream"] {
  if (format === "sse") return "sse";
  return stream === false ? "whole" : "audio";
}

type StreamFields = Pick<SpeechBody, "stream_format" | "stream">;

const schema = z
  .looseObject({
    model: z.string().trim().min(1).max(wire.nameChars).describe("An id from GET /v1/models."),
    input: z.string().describe("The text to speak."),
    voice: z
      .union([voice, z.object({ id: voice })])
      .nullish()
      .describe("A voice from GET /v1/audio/voices; without it, the provider's default."),
    response_format: responseFormat,
    stream_format: streamFormat,
    stream: z
      .boolean()
      .nullish()
      .describe("false: the audio comes in one piece, with its exact length in its head."),
    language: language.nullish().describe("A hint, e.g. en-US."),
    speed: z
      .preprocess(
        (value) => (isNumeral(value) ? Number(value) : value),
        z.number().min(0.25).max(4),
      )
      .nullish()
      .describe("1 is the engine's normal pace."),
    instructions: z.string().max(wire.instructionChars).nullish(),
    providers: providersField,
  })
  .meta({ examples: [{ model: "espeak-ng", input: "Hello from Club.", response_format: "wav" }] });

export const speechBody: z.ZodType<SpeechBody> = schema;

/** Checks a body. Throws MISSING_MODEL, MISSING_INPUT, TOO_LARGE, INVALID_REQUEST, VOICE_NOT_FOUND. */
export function parseSpeechBody(body: unknown, maxCharacters: number): SpeechBody {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new Failure("INVALID_REQUEST", "The body must be a JSON object.");
  }
  const { model, input } = body as { readonly model?: unknown; readonly input?: unknown };
  if (isBlank(model)) throw missing("MISSING_MODEL", "model");
  if (isBlank(input)) throw missing("MISSING_INPUT", "input");
  const parsed = speechBody.safeParse(body);
  if (!parsed.success) throw refusal(parsed.error);
  if (parsed.data.input.length > maxCharacters && characters(parsed.data.input) > maxCharacters) {
    const message = `input: at most ${maxCharacters} characters are spoken in one request.`;
    throw new Failure("TOO_LARGE", message, { param: "input" });
  }
  return parsed.data;
}

/** What goes to the engine by its own name: `speed`, and every value within the wire's bounds that has no field here. */
export function engineParameters(body: SpeechBody): EngineParameters {
  const room = new StructureRoom();
  const parameters = Object.entries<unknown>(body).filter(
    (entry): entry is [string, ParameterValue | StructuredValue] =>
      isParameterName(entry[0]) && (isSimple(entry[1]) || room.takes(entry[1])),
  );
  return Object.fromEntries(parameters.slice(0, wire.parameters));
}

/** Several clients send numbers as text. */
function isNumeral(value: unknown): boolean {
  return typeof value === "string" && /^\d{1,6}(?:\.\d{1,6})?$/.test(value.trim());
}

/** What goes to no engine: neither a field here nor a value that one could be given. */
export function ignoredParameters(body: SpeechBody): readonly string[] {
  const given = engineParameters(body);
  return Object.entries<unknown>(body)
    .filter(([key, value]) => !Object.hasOwn(schema.shape, key) && value !== null)
    .map(([key]) => key)
    .filter((key) => !Object.hasOwn(given, key));
}

function isParameterName(key: string): boolean {
  if (key.length === 0 || key.length > wire.nameChars) return false;
  return key === "speed" || !Object.hasOwn(schema.shape, key);
}

function isSimple(value: unknown): value is ParameterValue {
  if (typeof value === "string") return value.length <= wire.messageChars;
  return typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && !value.trim());
}

function missing(code: "MISSING_MODEL" | "MISSING_INPUT", param: string): Failure {
  return new Failure(code, `${param}: this field is required and must not be empty.`, { param });
}

function refusal(error: z.ZodError): Failure {
  const failure = invalidRequest(error);
  if (failure.param?.split(".")[0] !== "voice") return failure;
  const message = "voice: give a voice's name, or an object with its id.";
  return new Failure("VOICE_NOT_FOUND", message, { param: "voice" });
}
