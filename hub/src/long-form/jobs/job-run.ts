import { setImmediate as nextTurn } from "node:timers/promises";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import { type Admission, estimatedSeconds } from "../../accounts/quotas.ts";
import type { Caller } from "../../accounts/caller.ts";
import { sleep } from "../../clock.ts";
import type { Service } from "../../providers/provider.ts";
import { Ledger } from "../../speech/ledger.ts";
import type { SpeechRequest } from "../../speech/speech-request.ts";
import type { AudioJob, JobSegment } from "../../store/audio-job-store.ts";
import { characters } from "../../text/characters.ts";
import { type Fault, faultsIn } from "../checks/check-segment.ts";
import { type SegmentFigures, segmentFigures } from "../checks/segment-figures.ts";
import { VoiceNorms } from "../checks/voice-norms.ts";
import type { JobContext } from "./job-context.ts";
import {
  maxEngineFailures,
  maxStalledMs,
  maxTakesAgain,
  maxYields,
  retryMs,
  segmentsAtOnce,
} from "./limits.ts";
import { type SpokenAudio, speakSegment } from "./speak-segment.ts";

/** A take that has been looked at. */
type CheckedTake = {
  readonly spoken: SpokenAudio;
  readonly figures: SegmentFigures;
  readonly faults: readonly Fault[];
};

/** Speaks what is left of one job, as many segments at once as there are slots that nobody else wants. */
export class JobRun {
  readonly #job: AudioJob;
  readonly #context: JobContext;
  readonly #norms = new VoiceNorms();
  readonly #startMs: number;
  #admission: Admission;
  #day: string;
  #leftCharacters = 0;
  #spokenCharacters = 0;
  #progressMs: number;

  /** `admission`: what is reserved for what is left of it. */
  constructor(job: AudioJob, admission: Admission, context: JobContext) {
    this.#job = job;
    this.#admission = admission;
    this.#context = context;
    this.#startMs = context.clock.monotonicMs();
    this.#progressMs = this.#startMs;
    this.#day = this.#today;
  }

  /** How long the rest will take, by the pace so far; undefined: it is not known yet. */
  get etaSeconds(): number | undefined {
    if (this.#spokenCharacters === 0) return undefined;
    const elapsedMs = this.#context.clock.monotonicMs() - this.#startMs;
    return ((elapsedMs / this.#spokenCharacters) * this.#leftCharacters) / 1000;
  }

  /** Gives back what is reserved. */
  close(): void {
    this.#admission.settle(0);
  }

  /**
   * Resolves when every segment is kept. Throws what the job fails with, and the signal's reason; what
   * is kept stays.
   */
  async speak(signal: AbortSignal): Promise<void> {
    const segments = await this.#context.store.segments(this.#job.id);
    for (const { spoken, text } of segments) {
      if (spoken !== undefined) this.#norms.add(spoken.figures as SegmentFigures, text);
    }
    // Again, where a retake was asked for meanwhile.
    for (let waiting = unspoken(segments); waiting.length > 0; ) {
      await this.#speakAll(waiting, signal);
      waiting = unspoken(await this.#context.store.segments(this.#job.id));
    }
  }

  async #speakAll(waiting: readonly JobSegment[], signal: AbortSignal): Promise<void> {
    this.#leftCharacters = waiting.reduce((sum, { text }) => sum + characters(text), 0);
    const failed = new AbortController();
    const ending = AbortSignal.any([signal, failed.signal]);
    const queue = waiting.values();
    const speakOn = async (): Promise<void> => {
      for (const segment of queue) await this.#speakOne(segment, ending);
    };
    const workers = Array.from({ length: Math.min(segmentsAtOnce, waiting.length) }, async () => {
      try {
        await speakOn();
      } catch (thrown) {
        failed.abort(thrown);
        throw thrown;
      }
    });
    const ends = await Promise.allSettled(workers);
    signal.throwIfAborted();
    if (failed.signal.aborted) throw asFailure(failed.signal.reason);
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }

  async #speakOne(segment: JobSegment, signal: AbortSignal): Promise<void> {
    const ledger = new Ledger(this.#context.clock.monotonicMs(), this.#context.clock);
    const { spoken, figures, faults } = await this.#bestTake(segment, ledger, signal);
    await this.#patiently(signal, () =>
      this.#context.files.keep(this.#job.id, segment, spoken.pcm),
    );
    const take = {
      number: segment.number,
      take: segment.take,
      provider: spoken.service.provider.id,
      frames: figures.frames,
      rateHz: spoken.rateHz,
      figures,
      faults,
      parts: ledger.parts,
      atMs: this.#context.clock.wallMs(),
    };
    const isKept = await this.#patiently(signal, () =>
      this.#context.store.keepTake(this.#job.id, take),
    );
    if (!isKept) {
      // Another take is wanted, or another hub has kept this one; or somebody has ended the job.
      if (await this.#context.store.begin(this.#job.id)) return;
      throw new Failure("CANCELLED", "The job has ended.");
    }
    const length = characters(segment.text);
    this.#leftCharacters -= length;
    this.#spokenCharacters += length;
    this.#progressMs = this.#context.clock.monotonicMs();
    this.#context.onProgress(this.#job.id);
    const seconds = figures.frames / spoken.rateHz;
    const hasMore = this.#admission.spend(estimatedSeconds(length), seconds);
    if (!hasMore && this.#leftCharacters > 0) throw usedUp();
  }

  /** Spoken again, elsewhere or with another seed, until it has no fault; the best of them at last. */
  async #bestTake(segment: JobSegment, ledger: Ledger, signal: AbortSignal): Promise<CheckedTake> {
    const except = new Set<Service>();
    let best: CheckedTake | undefined;
    for (let again = 0; ; again += 1) {
      const spoken = await this.#speakPatiently(segment, again, { ledger, except }, signal);
      // To measure takes milliseconds: requests come between.
      await nextTurn();
      const figures = segmentFigures(spoken.pcm, spoken.rateHz);
      const faults = faultsIn(figures, segment.text, this.#norms.norms);
      this.#norms.add(figures, segment.text);
      if (best === undefined || faults.length < best.faults.length) {
        best = { spoken, figures, faults };
      }
      if (faults.length === 0 || again === maxTakesAgain) return best;
      except.add(spoken.service);
    }
  }

  /** One take, however long it takes until somebody can speak it. */
  async #speakPatiently(
    segment: JobSegment,
    again: number,
    { ledger, except }: { readonly ledger: Ledger; readonly except: Set<Service> },
    signal: AbortSignal,
  ): Promise<SpokenAudio> {
    let yields = 0;
    for (let failures = 0; ; ) {
      const caller = await this.#caller(signal);
      const request = this.#requestFor(segment, again, caller);
      const mayYield = yields < maxYields;
      try {
        const speaking = { request, ledger, except, yields: mayYield };
        return await speakSegment(speaking, this.#context.speaking, signal);
      } catch (thrown) {
        signal.throwIfAborted();
        const failure = asFailure(thrown);
        if (failure.code === "NO_PROVIDER" && except.size > 0) {
          // All have had their try: the same ones again, with another seed.
          except.clear();
          continue;
        }
        if (failure.code === "BUSY") yields += 1;
        else if (!isAway(failure)) failures += 1;
        if (failures >= maxEngineFailures || isHopeless(failure)) throw failed(segment, failure);
        await this.#pause(failure, signal);
      }
    }
  }

  /** Again and again while the disk is full; throws everything else. */
  async #patiently<T>(signal: AbortSignal, act: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await act();
      } catch (thrown) {
        const failure = asFailure(thrown);
        if (failure.code !== "STORAGE_FULL" && failure.code !== "BUSY") throw failure;
        await this.#pause(failure, signal);
      }
    }
  }

  async #pause(failure: Failure, signal: AbortSignal): Promise<void> {
    const { clock } = this.#context;
    if (clock.monotonicMs() - this.#progressMs > maxStalledMs) throw failure;
    await sleep(clock, failure.code === "BUSY" ? retryMs / 20 : retryMs, signal);
  }

  /** As the key and its user are now; what was reserved is reserved anew on another day. */
  async #caller(signal: AbortSignal): Promise<Caller> {
    const caller = await this.#context.accounts.recheck(this.#job.keyId);
    signal.throwIfAborted();
    if (this.#day !== this.#today) {
      this.#day = this.#today;
      this.#admission.settle(0);
      const seconds = estimatedSeconds(this.#leftCharacters);
      this.#admission = await this.#context.quotas.admit(caller, seconds);
    }
    return caller;
  }

  get #today(): string {
    return new Date(this.#context.clock.wallMs()).toISOString().slice(0, 10);
  }

  #requestFor({ number, text }: JobSegment, again: number, caller: Caller): SpeechRequest {
    const { clock } = this.#context;
    const { id, model, voice, language, instructions, parameters, providers } = this.#job;
    const { seed } = parameters;
    const another = again === 0 ? {} : { seed: (typeof seed === "number" ? seed : 0) + again };
    return {
      id: `${id}_${number}`,
      caller,
      model,
      text,
      voice,
      language,
      instructions,
      parameters: { ...parameters, ...another },
      providers,
      format: "wav",
      trace: undefined,
      acceptedMs: clock.wallMs(),
      startMs: clock.monotonicMs(),
    };
  }
}

function unspoken(segments: readonly JobSegment[]): readonly JobSegment[] {
  return segments.filter(({ spoken }) => spoken === undefined);
}

/** Whether nobody could be asked, which is no fault of an engine's. */
function isAway({ code }: Failure): boolean {
  return ["NO_PROVIDER", "NOT_READY", "VOICE_NOT_FOUND", "CONN_LOST"].includes(code);
}

/** Whether waiting would change nothing. */
function isHopeless({ code }: Failure): boolean {
  return ["BAD_INPUT", "INVALID_KEY", "PERMISSION_DENIED", "QUOTA_EXCEEDED"].includes(code);
}

function failed({ number, text }: JobSegment, failure: Failure): Failure {
  const words = text.trim().slice(0, 40);
  const message = `Segment ${number} ("${words}…") could not be spoken: ${failure.message}`;
  return new Failure(failure.code, message, { cause: failure });
}

function usedUp(): Failure {
  const message =
    "The audio that this key may have is used up. What was spoken is kept: resume the job when there is more.";
  return new Failure("QUOTA_EXCEEDED", message);
}
