import type { FastifyReply, FastifyRequest } from "fastify";
import { type Admission, estimatedSeconds, type Quotas } from "../accounts/quotas.ts";
import type { Clock } from "../clock.ts";
import type { Encoder } from "../encoding/encoder.ts";
import type { AudioFormat } from "../encoding/formats.ts";
import type { SpeechJob } from "../speech/speech-job.ts";
import type { SpeechRequest } from "../speech/speech-request.ts";
import { characters } from "../text/characters.ts";
import type { SpeechResult, SpeechJobs } from "../speech/speech-jobs.ts";
import { rateLimitHeaders } from "./rate-limit-headers.ts";
import { consumerSignal, sendAudio, unbuffered } from "./send-audio.ts";
import { speechEvents } from "./speech-events.ts";
import { idempotencyKeyOf, serverTiming } from "./speech-headers.ts";

export type AnswerSpeechOptions = {
  readonly speechJobs: SpeechJobs;
  readonly quotas: Quotas;
  readonly encoderFor: (format: AudioFormat) => Encoder;
  readonly clock: Clock;
};

/** A checked request for speech and how it is to be answered, whichever route it came by. */
export type SpeechDelivery = {
  readonly speech: SpeechRequest;
  readonly stream: "audio" | "sse";
  /** Further headers, of the request that is really answered: it may be an earlier one. */
  readonly headers?: (result: SpeechResult) => Promise<Readonly<Record<string, string>>>;
};

/** Speaks and streams the audio. Headers are held back until there is some: before, it throws. */
export async function answerSpeech(
  request: FastifyRequest,
  reply: FastifyReply,
  { speech, stream, headers: further }: SpeechDelivery,
  { speechJobs, quotas, encoderFor, clock }: AnswerSpeechOptions,
): Promise<void> {
  const signal = consumerSignal(reply);
  const sending = { signal, clock };
  const encoder = encoderFor(speech.format);
  const admission = await quotas.admit(request.caller, estimatedSeconds(characters(speech.text)));
  reply.headers(rateLimitHeaders(admission.requestsLeft));
  const result = await settled(admission, request.id, () =>
    speechJobs.speak({ ...speech, mayHave: admission.mayHave }, encoder, idempotencyKeyOf(request)),
  );
  const own = { ...unbuffered, ...(await further?.(result)) };
  if (result.at === "stored") {
    const { clip } = result;
    const headers = { "content-type": encoder.contentType, "content-length": clip.bytes };
    return sendAudio(reply, { ...own, ...headers }, clip.read(signal), sending);
  }
  const { job } = result;
  job.join(signal);
  await job.ready;
  const timing = { ...own, "server-timing": serverTiming(job.ledger) };
  if (stream === "sse") {
    const events = speechEvents(job.read(signal), () => usageOf(job));
    const headers = { ...timing, "content-type": "text/event-stream", "cache-control": "no-cache" };
    await sendAudio(reply, headers, events, sending);
  } else {
    const headers = { ...timing, "content-type": encoder.contentType };
    await sendAudio(reply, headers, job.read(signal), sending);
  }
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
    characters: characters(job.request.text),
    seconds: job.ledger.audioSeconds,
  };
}
