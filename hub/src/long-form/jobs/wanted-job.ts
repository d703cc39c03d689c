import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyRequest } from "fastify";
import type { Encoders } from "../../encoding/encoders.ts";
import { invalidRequest } from "../../http/schema.ts";
import type { ReadDocument } from "../documents/document-reader.ts";
import { checkText, type JobFacts, type JobInput, jobInput, jobParameters } from "./job-input.ts";
import type { TextChapter } from "./job-segments.ts";
import { receiveDocument } from "./job-upload.ts";
import type { WantedJob } from "./jobs.ts";

export type WantedJobOptions = {
  readonly readDocument: ReadDocument;
  readonly encoders: Encoders;
  readonly maxCharacters: number;
};

/** What a request asks for, as JSON or as a form with a document. The signal fires when its consumer has gone. */
export async function wantedJob(
  request: FastifyRequest,
  signal: AbortSignal,
  { readDocument, encoders, maxCharacters }: WantedJobOptions,
): Promise<WantedJob> {
  if (request.isMultipart()) {
    const { facts, document } = await receiveDocument(request, readDocument, signal);
    const title = facts.title ?? document.title;
    return wanted({ ...facts, title }, document.chapters, { encoders, maxCharacters });
  }
  const { input, chapters, ...facts } = parsedInput(request.body);
  if (input && chapters) {
    const message = "input: give a text or chapters, not both.";
    throw new Failure("INVALID_REQUEST", message, { param: "input" });
  }
  const texts = chapters?.map((one) => ({ title: one.title, text: one.input })) ?? [
    { title: facts.title ?? "", text: input ?? "" },
  ];
  return wanted(facts, texts, { encoders, maxCharacters });
}

/** Without a body, as a JSON object with nothing in it. */
function parsedInput(body: unknown): JobInput {
  const parsed = jobInput.safeParse(body ?? {});
  if (!parsed.success) throw invalidRequest(parsed.error);
  return parsed.data;
}

function wanted(
  facts: JobFacts,
  chapters: readonly TextChapter[],
  { encoders, maxCharacters }: Pick<WantedJobOptions, "encoders" | "maxCharacters">,
): WantedJob {
  checkText(
    chapters.map(({ text }) => text),
    maxCharacters,
  );
  const format = facts.response_format ?? "opus";
  // Before anything is spoken for a file that this hub cannot make.
  encoders.exactly(format === "m4b" ? "aac" : format);
  const voice = typeof facts.voice === "object" ? facts.voice?.id : facts.voice;
  return {
    model: facts.model,
    voice: voice || undefined,
    language: facts.language ?? undefined,
    instructions: facts.instructions ?? undefined,
    parameters: jobParameters(facts),
    providers: facts.providers ?? undefined,
    format,
    title: facts.title || undefined,
    webhook: facts.webhook ?? undefined,
    chapters,
  };
}
