import type { AgentStream } from "@club/shared/mux/agent-stream.ts";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import type { Service } from "../services/service.ts";
import { untilEngineIsFree } from "./hold-slot.ts";
import { PromptCache } from "./prompt-cache.ts";
import { type JobReport, runJob } from "./run-job.ts";

export type JobRunnerOptions = {
  readonly find: (id: string) => Service | undefined;
  /** Why the agent as a whole takes no work now, if it does not. */
  readonly closed: () => string | undefined;
  /** A job is over. */
  readonly done: (stream: AgentStream, service: Service, report: JobReport) => void;
  /** A request was refused before it began. */
  readonly refused: (stream: AgentStream, failure: Failure) => void;
  readonly now: () => number;
};

/** Takes requests in: refuses those that cannot be spoken now, runs the others. */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #prompts = new PromptCache();
  readonly #running = new Set<Promise<void>>();

  constructor(options: JobRunnerOptions) {
    this.#options = options;
  }

  admit(stream: AgentStream): void {
    try {
      const service = this.#serviceFor(stream);
      const running = this.#run(stream, service, service.slots.take());
      this.#running.add(running);
      void running.finally(() => this.#running.delete(running));
    } catch (thrown) {
      const failure = asFailure(thrown);
      this.#options.refused(stream, failure);
      stream.fail(failure);
    }
  }

  /** A reference recording is no longer to be kept; without a hash: none is. */
  forgetPrompt(hash?: string): void {
    this.#prompts.forget(hash?.toLowerCase());
  }

  /** Resolves when nothing is being spoken. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #serviceFor(stream: AgentStream): Service {
    const { find, closed } = this.#options;
    const service = find(stream.request.service);
    if (service?.config.type !== "tts") {
      throw new Failure("MODEL_NOT_FOUND", "This agent does not serve that any more.", {
        elsewhere: true,
      });
    }
    const reason = closed() ?? service.downReason;
    if (reason !== undefined) throw new Failure("NOT_READY", reason);
    return service;
  }

  async #run(stream: AgentStream, service: Service, slot: Disposable): Promise<void> {
    const { engine, tally } = service;
    const report = await runJob(stream, {
      engine,
      prompts: this.#prompts,
      now: this.#options.now,
    });
    this.#release(slot, service, stream, report);
    if (isEnginesFault(report)) service.doubt();
    if (report.measured !== undefined) service.measure.add(report.measured);
    tally.add(report.outcome, report.figures);
    this.#options.done(stream, service, report);
  }

  /** Gives the slot back: at once, or when the engine has done with work that it goes on with. */
  #release(slot: Disposable, service: Service, stream: AgentStream, report: JobReport): void {
    const goesOn = service.state.description?.goesOnAfterCancel === true;
    if (!report.isAbandoned || !goesOn) return slot[Symbol.dispose]();
    const { now } = this.#options;
    const expectedMs = service.measure.expectedMs(stream.request.text) ?? 0;
    const leftMs = Math.max(0, expectedMs - report.figures.engineMs);
    void service.slots.hold(slot, untilEngineIsFree(service.engine, leftMs, now));
  }
}

function isEnginesFault({ outcome }: JobReport): boolean {
  if (outcome.at !== "failed") return false;
  return outcome.failure.code === "ENGINE_FAILED" || outcome.failure.code === "NOT_READY";
}
