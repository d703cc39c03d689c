import * as z from "zod";
import { keyNamePattern } from "../accounts/limits.ts";
import { sampleFormat, type Sample, type SampleFacts } from "../voices/sample.ts";
import { maxNameCharacters, maxTranscriptCharacters } from "../voices/limits.ts";
import { languageTag } from "@club/shared/wire/language-tag.ts";
import { limits as wire } from "@club/shared/wire/limits.ts";
import { contentTypeOf } from "./stored-audio.ts";

/** A sample as its owner is shown it. */
export type SampleBody = {
  id: string;
  object: "voice.sample";
  created: number;
  speaker_name: string;
  label: string;
  transcript: string;
  language: string | null;
  is_default: boolean;
  duration: number;
  bytes: number;
  content_type: string;
  consented: number;
};

const example: SampleBody = {
  id: "vs_0199d2a07c1e7b5e9d3b0a6a2f0c1d11",
  object: "voice.sample",
  created: 1_772_366_400,
  speaker_name: "Ann",
  label: "calm",
  transcript: "The quick brown fox jumps over the lazy dog.",
  language: "en-GB",
  is_default: true,
  duration: 7.42,
  bytes: 61_204,
  content_type: "audio/webm",
  consented: 1_772_366_400,
};

/** `SampleBody` for the OpenAPI document. */
export const sampleSchema: z.ZodType<SampleBody> = z
  .object({
    id: z.string().describe("Names the sample in `speakers` of a voice generation."),
    object: z.literal("voice.sample"),
    created: z.int().describe("In Unix seconds."),
    speaker_name: z.string(),
    label: z.string(),
    transcript: z.string().describe("What is said in it; cloning needs it."),
    language: z.string().nullable().describe("A BCP 47 tag."),
    is_default: z.boolean().describe("At most one of a speaker is."),
    duration: z.number().describe("In seconds."),
    bytes: z.int().describe("Size of the file as it came."),
    content_type: z.string().describe("Kind of the file as it came."),
    consented: z.int().describe("When it was stated that the speaker agreed, in Unix seconds."),
  })
  .meta({ description: "A recording in your voice library.", examples: [example] });

/** Names are shown beside others', so none of them may turn the direction of writing or hide. */
const line = z
  .string()
  .trim()
  .max(maxNameCharacters)
  .regex(keyNamePattern, "must be one line without control characters");

const factsShape = {
  speaker_name: line.min(1).describe("Whose voice it is."),
  label: line.describe("Anything that tells it from others of this speaker."),
  transcript: z.string().trim().max(maxTranscriptCharacters).describe("What is said in it."),
  language: z
    .string()
    .trim()
    .max(wire.languageChars)
    .regex(languageTag, "must be a BCP 47 tag, such as en-GB")
    .describe("A BCP 47 tag, e.g. en-GB."),
};

/** A form's checkbox. */
const flag = z.enum(["true", "false"]).transform((text) => text === "true");

const uploadForm = z.strictObject({
  speaker_name: factsShape.speaker_name,
  label: factsShape.label.default(""),
  transcript: factsShape.transcript.default(""),
  language: factsShape.language.or(z.literal("").transform(() => undefined)).optional(),
  is_default: flag.default(false).describe("Whether it is the one to use for this speaker."),
  consent: z
    .literal("true", "State with consent=true that the speaker agreed to this use of the voice.")
    .describe("That the speaker agreed to this use of the voice. It is kept, with the time."),
});

/** What an upload says of the file, as a form's fields: all of them are texts. */
export const uploadSchema: z.ZodType<SampleFacts> = uploadForm.transform((form) => ({
  speakerName: form.speaker_name,
  label: form.label,
  transcript: form.transcript,
  language: form.language,
  isDefault: form.is_default,
}));

/** Every part of an upload, for the OpenAPI document. */
export const uploadParts: z.ZodType = uploadForm.extend({
  audio: z.string().meta({ format: "binary" }).describe("The recording."),
});

/** What of a sample may be changed. */
export const sampleChangeSchema: z.ZodType<Partial<SampleFacts>> = z
  .strictObject({
    speaker_name: factsShape.speaker_name.optional(),
    label: factsShape.label.optional(),
    transcript: factsShape.transcript.optional(),
    language: factsShape.language.nullable().optional(),
    is_default: z.boolean().optional(),
  })
  .meta({ examples: [{ label: "calm", is_default: true }] })
  .transform(({ speaker_name: speakerName, is_default: isDefault, language, ...facts }) => ({
    ...given(facts),
    ...(speakerName !== undefined && { speakerName }),
    ...(isDefault !== undefined && { isDefault }),
    ...(language !== undefined && { language: language ?? undefined }),
  }));

export function sampleBody(sample: Sample): SampleBody {
  return {
    id: sample.id,
    object: "voice.sample",
    created: Math.floor(sample.createdMs / 1000),
    speaker_name: sample.speakerName,
    label: sample.label,
    transcript: sample.transcript,
    language: sample.language ?? null,
    is_default: sample.isDefault,
    duration: sample.frames / sampleFormat.rateHz,
    bytes: sample.bytes,
    content_type: contentTypeOf(sample.extension),
    consented: Math.floor(sample.consentedMs / 1000),
  };
}

/** Without the fields that say nothing: those stay as they are. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
