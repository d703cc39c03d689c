import { limits as wire } from "@club/shared/wire/limits.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import * as z from "zod";
import { providersField } from "../../http/providers-field.ts";
import { engineParameters, language } from "../../http/speech-body.ts";
import { type MasterFormat, masterFormats } from "../mastering/write-master.ts";
import { characters } from "../../text/characters.ts";

const voice = z.string().trim().max(wire.nameChars);

/** What is said of a job beside its text; fields that are not named go to the engine as they are. */
const facts = {
  model: z.string().trim().min(1).max(wire.nameChars).describe("An id from GET /v1/models."),
  voice: z
    .union([voice, z.object({ id: voice })])
    .nullish()
    .describe("A voice from GET /v1/audio/voices; without it, a provider's default."),
  response_format: z.enum(masterFormats).nullish().describe("opus if left out."),
  title: z.string().trim().max(200).nullish().describe("The book's title, for m4b."),
  language: language.nullish().describe("A hint, e.g. en-US."),
  instructions: z.string().max(wire.instructionChars).nullish(),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31)
    .nullish(),
  providers: providersField,
  webhook: z
    .object({
      url: z.url({ protocol: /^https?$/ }).max(2_000),
      secret: z.string().min(16).max(256),
    })
    .nullish()
    .describe("Told of the end with a POST, which is signed by the secret (Standard Webhooks)."),
};

/** The body of `POST /v1/audio/jobs`. */
export type JobInput = JobFacts & {
  readonly input?: string | null | undefined;
  readonly chapters?:
    | readonly { readonly title: string; readonly input: string }[]
    | null
    | undefined;
};

export type JobFacts = {
  readonly model: string;
  readonly voice?: string | { readonly id: string } | null | undefined;
  readonly response_format?: MasterFormat | null | undefined;
  readonly title?: string | null | undefined;
  readonly language?: string | null | undefined;
  readonly instructions?: string | null | undefined;
  readonly seed?: number | null | undefined;
  readonly providers?: readonly string[] | null | undefined;
  readonly webhook?: { readonly url: string; readonly secret: string } | null | undefined;
};

export const jobInput: z.ZodType<JobInput> = z
  .looseObject({
    ...facts,
    input: z.string().nullish().describe("The text: this, or chapters."),
    chapters: z
      .array(z.object({ title: z.string().trim().max(200), input: z.string() }))
      .min(1)
      .max(5_000)
      .nullish(),
  })
  .meta({ examples: [{ model: "espeak-ng", input: "It was late.", response_format: "opus" }] });

/** What the form of an upload says beside its file. */
export const jobForm: z.ZodType<JobFacts> = z.looseObject({
  ...facts,
  seed: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31)
    .optional(),
  speed: z.coerce.number().min(0.25).max(4).optional(),
  providers: z
    .string()
    .transform((names) => names.split(","))
    .optional(),
  webhook: z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: "custom", message: "must be JSON: a url and a secret" });
        return z.NEVER;
      }
    })
    .pipe(facts.webhook)
    .optional(),
});

/** What of a job's fields goes to the engine by its own name. */
export function jobParameters(input: JobFacts): ReturnType<typeof engineParameters> {
  const own = new Set<string>([...Object.keys(facts), "input", "chapters"]);
  own.delete("seed");
  const rest = Object.entries(input).filter(([name]) => !own.has(name));
  return engineParameters({ ...Object.fromEntries(rest), model: "", input: "" });
}

/** Throws MISSING_INPUT, and TOO_LARGE past the operator's bound. */
export function checkText(texts: readonly string[], maxCharacters: number): number {
  const total = texts.reduce((sum, text) => sum + characters(text), 0);
  if (texts.every((text) => text.trim() === "")) {
    const message = "input: give a text, chapters, or a file.";
    throw new Failure("MISSING_INPUT", message, { param: "input" });
  }
  if (total > maxCharacters) {
    const message = `input: at most ${maxCharacters} characters are spoken in one job; this has ${total}.`;
    throw new Failure("TOO_LARGE", message, { param: "input" });
  }
  return total;
}
