import type { Worker } from "node:worker_threads";
import { startThread } from "@club/shared/program/program-files.ts";
import type { Clock } from "../../clock.ts";
import { threadIdleMs } from "../limits.ts";

/** A program beside this file, and what it is told when it begins. */
export type ThreadProgram = { readonly name: string; readonly data: unknown };

/**
 * A thread that answers questions, one at a time. It begins with the first and ends when none comes for
 * `threadIdleMs`; a new one begins in place of one that died or did not answer. It does not keep the
 * process alive.
 */
export class Thread<Question, Answer> implements AsyncDisposable {
  readonly #program: ThreadProgram;
  readonly #clock: Pick<Clock, "after">;
  #worker: Worker | undefined;
  #idle: Disposable | undefined;

  constructor(program: ThreadProgram, clock: Pick<Clock, "after">) {
    this.#program = program;
    this.#clock = clock;
  }

  /** Rejects with an Error when the thread dies, or does not answer in `maxMs`. */
  async ask(question: Question, maxMs: number): Promise<Answer> {
    this.#idle?.[Symbol.dispose]();
    const worker = (this.#worker ??= this.#start());
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const onExit = (): void => reject(new Error("its thread has ended"));
    using _ = this.#clock.after(maxMs, () => reject(new Error("the disk does not answer")));
    worker.once("message", resolve).once("error", reject).once("exit", onExit);
    worker.postMessage(question, []);
    try {
      return await promise;
    } catch (error) {
      // A late answer is not to be taken for the next question's.
      this.#end(worker);
      throw error;
    } finally {
      this.#idle = this.#clock.after(threadIdleMs, () => this.#end(worker));
      worker.off("message", resolve).off("error", reject).off("exit", onExit);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#idle?.[Symbol.dispose]();
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const { name, data: workerData } = this.#program;
    const worker = startThread({ name, beside: import.meta }, { workerData });
    worker.unref();
    worker.on("error", () => this.#forget(worker)).on("exit", () => this.#forget(worker));
    return worker;
  }

  #end(worker: Worker): void {
    this.#forget(worker);
    void worker.terminate();
  }

  #forget(worker: Worker): void {
    if (this.#worker === worker) this.#worker = undefined;
  }
}
