import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import { sleep } from "../clock.ts";

/** Work that is done again and again beside the requests. */
export type BackgroundTask = {
  /** What it does, as a log line or a warning names it: "removing old history". */
  readonly name: string;
  /** From the end of one run to the begin of the next. */
  readonly everyMs: number;
  /** One run. What it throws is logged, and a warning until a run succeeds. */
  run(signal: AbortSignal): Promise<void>;
};

/**
 * Runs tasks until it is disposed of. A run that fails ends nothing: it is logged when the reason is a
 * new one, reported as a warning, and the next run comes at its time.
 */
export class BackgroundTasks implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #stop = new AbortController();
  readonly #loops: Promise<void>[] = [];
  /** Why the last run of a task failed, by the task's name. */
  readonly #failures = new Map<string, string>();

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Begins the first run now; resolves when that has ended, however it did. */
  async start(task: BackgroundTask): Promise<void> {
    const first = this.#runOnce(task);
    this.#loops.push(first.then(() => this.#repeat(task)));
    await first;
  }

  /** What does not work at the moment, a sentence for each task. */
  warnings(): readonly string[] {
    return [...this.#failures].map(([name, reason]) => `${name}: ${reason}`);
  }

  /** Resolves when nothing runs any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#loops);
  }

  async #repeat(task: BackgroundTask): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await sleep(this.#clock, task.everyMs, signal).catch(() => undefined);
      if (!signal.aborted) await this.#runOnce(task);
    }
  }

  async #runOnce(task: BackgroundTask): Promise<void> {
    try {
      await task.run(this.#stop.signal);
      if (this.#failures.delete(task.name)) this.#log.info({ task: task.name }, "works again");
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#failed(task, error);
    }
  }

  #failed({ name }: BackgroundTask, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (this.#failures.get(name) !== reason) {
      this.#log.error({ err: error, task: name }, "background work failed");
    }
    this.#failures.set(name, reason);
  }
}
