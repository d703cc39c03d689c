import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyRequest } from "fastify";
import { answerSpeech, type AnswerSpeechOptions } from "../http/answer-speech.ts";
import { takeLive } from "../http/body-timeout.ts";
import type { ModelNames } from "../http/model-names.ts";
import { ignoredIn, speechRequestOf, type StreamedSpeech } from "../http/speech.ts";
import {
  ignoredParameters,
  parseSpeechBody,
  type SpeechBody,
  streamOf,
} from "../http/speech-body.ts";
import { ignoredHeader } from "../http/speech-headers.ts";
import type { SpeechResult } from "../speech/speech-jobs.ts";
import type { Cue } from "../store/history-store.ts";
import { arrivingText } from "../text/arriving-text.ts";
import { arrivingBoundsFor } from "../text/segments.ts";
import { TextBody } from "./text-body.ts";

export type StreamedSpeechOptions = AnswerSpeechOptions & {
  readonly models: ModelNames;
  readonly maxInputCharacters: number;
};

/**
 * `POST /v1/audio/speech` with a text as its body, and the other fields in its query: the answer begins
 * as soon as the first sentence is there.
 */
export function streamedSpeech(options: StreamedSpeechOptions): StreamedSpeech {
  return async (request, reply, body) => {
    const fields = fieldsOf(request, options.maxInputCharacters);
    takeLive(request.raw);
    const text = new TextBody(body, options.maxInputCharacters, options.clock);
    await text.begin();
    const speech = {
      ...speechRequestOf(request, { ...fields, input: text.whole }, options),
      arriving: {
        segments: (signal: AbortSignal) => arrivingText(text, { bounds }, options.clock, signal),
        input: (cues: readonly Cue[], wasCancelled: boolean) =>
          (wasCancelled && heard(cues)) || text.whole,
      },
    };
    const headers = async (result: SpeechResult) =>
      ignoredHeader([...ignoredParameters(fields), ...ignoredIn(result)]);
    await answerSpeech(request, reply, { speech, stream: streamOf(fields), headers }, options);
  };
}

const bounds = arrivingBoundsFor({ features: [] });

/** Throws as `parseSpeechBody`, and INVALID_REQUEST for a key that only a whole body can have. */
function fieldsOf(request: FastifyRequest, maxCharacters: number): SpeechBody {
  if (request.headers["idempotency-key"] !== undefined) {
    const message = "Idempotency-Key: a text that is still being written can have none.";
    throw new Failure("INVALID_REQUEST", message, { param: "Idempotency-Key" });
  }
  const query = Object.entries(request.query as Record<string, string | string[]>);
  const fields = query.map(([name, value]) => [name, valueOf(name, value)]);
  // The text is checked as it comes.
  return parseSpeechBody({ ...Object.fromEntries(fields), input: "-" }, maxCharacters);
}

/** A query has only texts: what looks like a number or a flag is one, except in names. */
function valueOf(name: string, value: string | string[]): unknown {
  if (name === "providers") return [value].flat().flatMap((one) => one.split(","));
  if (typeof value !== "string" || texts.has(name)) return value;
  if (value === "true" || value === "false") return value === "true";
  return /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value) ? Number(value) : value;
}

const texts: ReadonlySet<string> = new Set(["model", "voice", "language", "instructions"]);

function heard(cues: readonly Cue[]): string {
  return cues
    .filter(({ startFrame, endFrame }) => endFrame > startFrame)
    .map(({ text }) => text)
    .join("");
}
