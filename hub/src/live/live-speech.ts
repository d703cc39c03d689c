import { FrameCutter } from "@club/shared/audio/frame-cutter.ts";
import { bytesPerFrame, type PcmFormat, framesIn } from "@club/shared/audio/pcm-format.ts";
import { wavHeaderBytes } from "@club/shared/audio/wav-header.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { v7 as uuid } from "uuid";
import type { Caller } from "../accounts/caller.ts";
import { estimatedSeconds, type Quotas } from "../accounts/quotas.ts";
import type { Clock } from "../clock.ts";
import type { Encoders } from "../encoding/encoders.ts";
import type { SpeechJob } from "../speech/speech-job.ts";
import type { SpeechJobs } from "../speech/speech-jobs.ts";
import type { SpeechRequest } from "../speech/speech-request.ts";
import type { Cue } from "../store/history-store.ts";
import { arrivingText } from "../text/arriving-text.ts";
import { characters } from "../text/characters.ts";
import { arrivingBoundsFor } from "../text/segments.ts";
import { LiveText } from "./live-text.ts";

export type LiveContext = {
  readonly speechJobs: SpeechJobs;
  readonly quotas: Quotas;
  readonly encoders: Pick<Encoders, "exactly" | "convert">;
  readonly clock: Clock;
  readonly maxInputCharacters: number;
};

/** Who is to speak, and for whom. */
export type LiveRequest = Pick<
  SpeechRequest,
  "caller" | "model" | "voice" | "language" | "parameters" | "trace"
> & { readonly caller: Caller };

/** Audio of one format, and the pieces of the text that begin in it. */
export type LivePcm = { readonly frames: Uint8Array; readonly begins: readonly Cue[] };

/**
 * A text that is spoken as it arrives: one request, which begins with the first word. Its client's
 * signal stops the engine at once; history then keeps the words that were heard.
 */
export class LiveSpeech {
  readonly id: string = `req_${uuid().replaceAll("-", "")}`;
  readonly text: LiveText;
  readonly #request: LiveRequest;
  readonly #context: LiveContext;
  readonly #signal: AbortSignal;
  #job: SpeechJob | undefined;
  #deliveredFrames = 0;

  constructor(request: LiveRequest, context: LiveContext, signal: AbortSignal) {
    this.text = new LiveText(context.maxInputCharacters);
    this.#request = request;
    this.#context = context;
    this.#signal = signal;
  }

  /** How much of the audio its client was given, in ms. */
  get deliveredMs(): number {
    const rateHz = this.#job?.ledger.audio?.format.rateHz;
    return rateHz === undefined ? 0 : Math.round((this.#deliveredFrames * 1000) / rateHz);
  }

  /** When each piece is heard, as far as it has been spoken. */
  get cues(): readonly Cue[] {
    return this.#job?.ledger.cues ?? [];
  }

  /**
   * Waits for the first audio and returns its format; undefined: there is nothing to say. Throws what
   * the request fails with.
   */
  async begin(): Promise<PcmFormat | undefined> {
    if (!(await orAborted(this.text.worded, this.#signal))) return undefined;
    const job = await this.#begin();
    job.join(this.#signal);
    await job.ready;
    return job.ledger.audio?.format;
  }

  /** After `begin`: the audio as it is made, in whole frames. Ends when all of it is stored. */
  async *audio(format: PcmFormat): AsyncGenerator<LivePcm> {
    if (this.#job === undefined) throw new Failure("INTERNAL", "No audio has come yet.");
    const cutter = new FrameCutter(bytesPerFrame(format));
    let skipBytes = wavHeaderBytes;
    let begun = 0;
    for await (const bytes of this.#job.read(this.#signal)) {
      const frames = cutter.take(bytes.subarray(Math.min(skipBytes, bytes.length)));
      skipBytes -= Math.min(skipBytes, bytes.length);
      if (frames.length === 0) continue;
      const untilFrame = this.#deliveredFrames + framesIn(frames.length, format);
      const begins = this.cues.slice(begun).filter(({ startFrame }) => startFrame < untilFrame);
      begun += begins.length;
      yield { frames, begins };
      this.#deliveredFrames = untilFrame;
    }
  }

  async #begin(): Promise<SpeechJob> {
    const { speechJobs, quotas, encoders } = this.#context;
    const { whole } = this.text;
    const seconds = estimatedSeconds(characters(whole));
    const admission = await quotas.admit(this.#request.caller, seconds);
    try {
      const { mayHave, storage } = admission;
      const request = { ...this.#speechRequest(), mayHave, storage };
      const result = await speechJobs.speak(request, encoders.exactly("wav"));
      if (result.at !== "running") throw new Failure("INTERNAL", "A new request cannot be stored.");
      this.#job = result.job;
    } finally {
      const settled = (): void => admission.settle(this.#job?.ledger.audioSeconds ?? 0);
      if (this.#job === undefined) settled();
      else void this.#job.stored.then(settled, settled);
    }
    return this.#job;
  }

  #speechRequest(): SpeechRequest {
    const { clock } = this.#context;
    const { text } = this;
    return {
      ...this.#request,
      id: this.id,
      text: text.whole,
      arriving: {
        segments: (signal) => arrivingText(text, { bounds }, clock, signal),
        input: (cues, wasCancelled) => (wasCancelled && this.#heard(cues)) || text.whole,
      },
      instructions: undefined,
      format: "wav",
      acceptedMs: clock.wallMs(),
      startMs: clock.monotonicMs(),
    };
  }

  #heard(cues: readonly Cue[]): string {
    const heard = cues.filter(({ startFrame }) => startFrame < this.#deliveredFrames);
    return heard.map(({ text }) => text).join("");
  }
}

/** Which service will speak is not known yet: it is given a segment in parts where it takes less. */
const bounds = arrivingBoundsFor({ features: [] });

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
