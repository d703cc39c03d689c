import { secondsOf } from "@club/shared/audio/pcm-format.ts";
import type { AgentStream } from "@club/shared/mux/agent-stream.ts";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import { limits } from "@club/shared/wire/limits.ts";
import type { Engine } from "../engines/engine.ts";
import type { MeasuredSpeech } from "../engines/measure/streamed.ts";
import { collectPrompt } from "./collect-prompt.ts";
import { type JobSignals, listenTo } from "./job-signals.ts";
import type { PromptCache } from "./prompt-cache.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { JobFigures, JobOutcome } from "../services/tally.ts";
import { utteranceOf } from "./utterance.ts";
import { wireFacts } from "./wire-facts.ts";
import { writeAudio } from "./write-audio.ts";

export type JobTools = {
  readonly engine: Engine;
  readonly prompts: PromptCache;
  /** A monotonic clock. */
  readonly now: () => number;
};

export type JobReport = {
  readonly outcome: JobOutcome;
  readonly figures: JobFigures;
  /** How the engine spoke; undefined where it did not to the end. */
  readonly measured: MeasuredSpeech | undefined;
  /** Whether the engine was told to stop in the middle of its work. */
  readonly isAbandoned: boolean;
};

/**
 * Speaks one request on its stream, from OPEN to the last word either side says. Returns when the
 * engine stands still, or when it has not stopped within the grace of a cancel. Never throws.
 */
export async function runJob(stream: AgentStream, tools: JobTools): Promise<JobReport> {
  const job = new Job(stream, tools);
  using late = overdue(job.signals.signal);
  const failure = await Promise.race([job.speak().catch(asFailure), late.failure]);
  const outcome = job.outcome(failure);
  // For a cancelled stream this is the answer that frees the hub's side, whatever the engine did.
  if (failure !== undefined) stream.fail(failure);
  const measured = failure === undefined ? job.measured() : undefined;
  return { outcome, figures: job.figures(), measured, isAbandoned: job.isAbandoned };
}

class Job {
  readonly signals: JobSignals;
  readonly #stream: AgentStream;
  readonly #tools: JobTools;
  readonly #startMs: number;
  readonly #engineTime: Stopwatch;
  #firstAudioMs: number | undefined;
  /** When the engine was asked, and what was waited for it until its first audio. */
  #askedMs: number | undefined;
  #engineFirstMs = 0;
  #audioSeconds = 0;

  constructor(stream: AgentStream, tools: JobTools) {
    this.#stream = stream;
    this.#tools = tools;
    this.#startMs = tools.now();
    this.#engineTime = new Stopwatch(tools.now);
    this.signals = listenTo(stream, tools.now);
  }

  async speak(): Promise<undefined> {
    const { engine, prompts, now } = this.#tools;
    const { signal } = this.signals;
    const prompt = await collectPrompt(this.#stream, this.signals, prompts);
    const utterance = utteranceOf(this.#stream.request, prompt);
    this.#askedMs = now();
    const speech = await this.#engineTime.time(() => engine.speak(utterance, signal));
    const { format } = speech;
    this.#stream.accept(format);
    for await (const pcm of this.#engineTime.each(speech.audio)) {
      if (this.#firstAudioMs === undefined) this.#engineFirstMs = this.#engineTime.spentMs;
      this.#firstAudioMs ??= now() - this.#startMs;
      // Counted first: a written array is the stream's.
      this.#audioSeconds += secondsOf(pcm.length, format);
      await writeAudio(this.#stream, pcm, this.signals);
    }
    signal.throwIfAborted();
    this.#stream.end(wireFacts(speech.facts()));
  }

  get isAbandoned(): boolean {
    return this.#askedMs !== undefined && this.signals.signal.aborted;
  }

  measured(): MeasuredSpeech {
    const engineMs = this.#engineTime.spentMs;
    const tookMs = this.#tools.now() - (this.#askedMs ?? this.#startMs);
    return {
      text: this.#stream.request.text,
      firstAudioMs: this.#engineFirstMs,
      engineMs,
      stalledMs: tookMs - engineMs,
    };
  }

  outcome(failure: Failure | undefined): JobOutcome {
    const { signal, cancelledMs } = this.signals;
    const reason: unknown = signal.reason;
    const tookMs = this.#tools.now() - (cancelledMs() ?? this.#startMs);
    if (failure === undefined) return { at: "served" };
    if (!(reason instanceof Failure)) return { at: "failed", failure };
    return reason.code === "CANCELLED"
      ? { at: "cancelled", tookMs }
      : { at: "failed", failure: reason };
  }

  figures(): JobFigures {
    return {
      audioSeconds: this.#audioSeconds,
      firstAudioMs: this.#firstAudioMs,
      engineMs: this.#engineTime.spentMs,
    };
  }
}

/** Resolves when the signal fired and the grace for the engine to stop is over. */
function overdue(signal: AbortSignal): Disposable & { readonly failure: Promise<Failure> } {
  const { promise, resolve } = Promise.withResolvers<Failure>();
  let timer: NodeJS.Timeout | undefined;
  const giveUp = (): void =>
    resolve(new Failure("ENGINE_FAILED", "The engine did not stop when it was told to."));
  const arm = (): void => {
    timer = setTimeout(giveUp, limits.cancelGraceMs);
  };
  signal.addEventListener("abort", arm, { once: true });
  const disarm = (): void => {
    signal.removeEventListener("abort", arm);
    clearTimeout(timer);
  };
  return { failure: promise, [Symbol.dispose]: disarm };
}
