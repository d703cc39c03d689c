import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyReply } from "fastify";
import type { Target } from "../encoding/conversion.ts";
import { consumerSignal, sendAudio } from "../http/send-audio.ts";
import { type LiveContext, type LiveRequest, LiveSpeech } from "./live-speech.ts";
import { type LiveChunk, spoken } from "./spoken.ts";

export type WholeText = {
  readonly speech: LiveRequest;
  readonly text: string;
  readonly target: Target;
  readonly contentType: string;
  /** How a chunk goes out; undefined: its bytes. */
  readonly body?: (chunk: LiveChunk) => Uint8Array | string;
};

/** Begins to speak a text that is all there. Throws MISSING_INPUT where there is nothing to say. */
export function beginWhole(
  { speech: request, text, target }: Omit<WholeText, "contentType">,
  context: LiveContext,
  signal: AbortSignal,
): AsyncGenerator<LiveChunk, void, void> {
  const speech = new LiveSpeech(request, context, signal);
  speech.text.pushAll(text);
  return spoken(speech, context.encoders.convert, target, signal);
}

/** Answers with the audio as it is made. Headers are held back until there is some: before, it throws. */
export async function sendSpoken(
  reply: FastifyReply,
  whole: WholeText,
  context: LiveContext,
): Promise<void> {
  const signal = consumerSignal(reply);
  const chunks = beginWhole(whole, context, signal);
  const first = await chunks.next();
  if (first.done === true) throw nothingToSay();
  const body = whole.body ?? bytesOf;
  const headers = { "content-type": whole.contentType };
  await sendAudio(reply, headers, bodies(first.value, chunks, body), {
    signal,
    clock: context.clock,
  });
}

export function nothingToSay(): Failure {
  return new Failure("MISSING_INPUT", "text: there is nothing to say in it.", { param: "text" });
}

async function* bodies(
  first: LiveChunk,
  rest: AsyncGenerator<LiveChunk, void, void>,
  body: NonNullable<WholeText["body"]>,
): AsyncGenerator<Uint8Array | string, void, void> {
  try {
    yield body(first);
    for await (const chunk of rest) yield body(chunk);
  } finally {
    await rest.return();
  }
}

function bytesOf({ bytes }: LiveChunk): Uint8Array {
  return bytes;
}
