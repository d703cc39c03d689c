import type { FastifyReply, FastifyRequest } from "fastify";
import { type Admission, estimatedSeconds, type Quotas } from "../accounts/quotas.ts";
import type { AudioFormat } from "../encoding/formats.ts";
import type { Clock } from "../clock.ts";
import type { Clip } from "../archive/archive.ts";
import type { Encoder } from "../encoding/encoder.ts";
import type { Encoders } from "../encoding/encoders.ts";
import type { SpeechJob } from "../speech/speech-job.ts";
import type { SpeechRequest } from "../speech/speech-request.ts";
import { characters } from "../text/characters.ts";
import type { SpeechResult, SpeechJobs } from "../speech/speech-jobs.ts";
import { rateLimitHeaders } from "./rate-limit-headers.ts";
import { consumerSignal, sendAudio, type SendingOptions, unbuffered } from "./send-audio.ts";
import { speechEvents } from "./speech-events.ts";
import { idempotencyKeyOf, serverTiming } from "./speech-headers.ts";

export type AnswerSpeechOptions = {
  readonly speechJobs: SpeechJobs;
  readonly quotas: Quotas;
  /** What a request gets that names no format. */
  readonly defaultFormat: AudioFormat;
  readonly encoders: Pick<Encoders, "choose" | "exactly">;
  readonly clock: Clock;
};

/** A checked request for speech and how it is to be answered, whichever route it came by. */
export type SpeechDelivery = {
  readonly speech: SpeechRequest;
  /** As it is made, as server-sent events, or in one piece with its exact length. */
  readonly stream: "audio" | "sse" | "whole";
  /** Further headers, of the request that is really answered, which may be an earlier one; asked for when there is audio. */
  readonly headers?: (result: SpeechResult) => Promise<Readonly<Record<string, string>>>;
};

/** Speaks and streams the audio. Headers are held back until there is some: before, it throws. */
export async function answerSpeech(
  request: FastifyRequest,
  reply: FastifyReply,
  { speech, stream, headers: further }: SpeechDelivery,
  { speechJobs, quotas, encoders, clock }: AnswerSpeechOptions,
): Promise<void> {
  const signal = consumerSignal(reply);
  // Events have no content type to say what the audio is: it is what was asked for, or an error.
  const encoder =
    stream === "sse" ? encoders.exactly(speech.format) : encoders.choose(speech.format);
  const admission = await quotas.admit(request.caller, estimatedSeconds(characters(speech.text)));
  reply.headers(rateLimitHeaders(admission.requestsLeft));
  const { mayHave, storage } = admission;
  const bounded = { ...speech, mayHave, storage };
  const result = await settled(admission, request.id, () =>
    speechJobs.speak(bounded, encoder, idempotencyKeyOf(request)),
  );
  const sending = { signal, clock };
  const headers = async () => ({ ...unbuffered, ...(await further?.(result)) });
  if (result.at === "stored") {
    reply.headers(await headers());
    return sendWhole(reply, encoder, result.clip, sending);
  }
  const { job } = result;
  job.join(signal);
  await job.ready;
  reply.headers(await headers());
  const isWhole = stream === "whole" || (stream === "audio" && job.end !== undefined);
  const clip = isWhole ? await speechJobs.finished(job) : undefined;
  reply.header("server-timing", serverTiming(job.ledger));
  if (clip !== undefined) return sendWhole(reply, encoder, clip, sending);
  if (stream === "sse") {
    const events = speechEvents(job.read(signal), () => usageOf(job));
    const asEvents = { "content-type": "text/event-stream", "cache-control": "no-cache" };
    return sendAudio(reply, asEvents, events, sending);
  }
  return sendAudio(reply, { "content-type": encoder.contentType }, job.read(signal), sending);
}

/** With exact sizes, in the file and in the head. */
function sendWhole(
  reply: FastifyReply,
  { contentType }: Encoder,
  clip: Clip,
  sending: SendingOptions,
): Promise<void> {
  const headers = { "content-type": contentType, "content-length": clip.bytes };
  return sendAudio(reply, headers, clip.read(sending.signal), sending);
}

/** Settles the admission with what a new request spoke; a repeated one speaks nothing of its own. */
async function settled(
  admission: Admission,
  id: string,
  speak: () => Promise<SpeechResult>,
): Promise<SpeechResult> {
  let job: SpeechJob | undefined;
  try {
    const result = await speak();
    if (result.at === "running" && result.job.request.id === id) job = result.job;
    return result;
  } finally {
    const settle = (): void => admission.settle(job?.ledger.audioSeconds ?? 0);
    if (job === undefined) settle();
    else void job.stored.then(settle, settle);
  }
}

function usageOf(job: SpeechJob): { readonly characters: number; readonly seconds: number } {
  return {
    characters: characters(job.request.arriving?.input(job.ledger.cues, false) ?? job.request.text),
    seconds: job.ledger.audioSeconds,
  };
}
