import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Clock } from "../../clock.ts";
import { maxCheckpointMs, openWaitMs } from "../limits.ts";

/** What the thread is told when it begins. */
export type CheckpointOrder = { readonly path: string; readonly timeoutMs: number };

export type CheckpointAnswer =
  | { readonly at: "done" }
  | { readonly at: "failed"; readonly reason: string };

/**
 * Checkpoints a database in a thread of its own: a checkpoint waits for the disk, and done by the
 * writer it would hold up every stream of audio for ten milliseconds and more. The thread begins with
 * the first checkpoint, and a new one in place of one that died. Should they stop altogether, the
 * writer's own rare checkpoints (`walCheckpointPages`) bound the log.
 */
export class Checkpoints implements AsyncDisposable {
  readonly #path: string;
  readonly #clock: Clock;
  #thread: Worker | undefined;

  constructor(path: string, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
  }

  /** One checkpoint. Throws STORAGE_FULL when it failed or takes longer than a disk may. */
  async run(): Promise<void> {
    const thread = (this.#thread ??= this.#start());
    const { promise, resolve } = Promise.withResolvers<CheckpointAnswer>();
    const failed = (reason: string) => (): void => resolve({ at: "failed", reason });
    const onError = (error: Error): void => failed(error.message)();
    const onExit = failed("its thread has ended");
    using _ = this.#clock.after(maxCheckpointMs, failed("the disk does not answer"));
    thread.once("message", resolve).once("error", onError).once("exit", onExit);
    thread.postMessage("checkpoint", []);
    const answer = await promise;
    thread.off("message", resolve).off("error", onError).off("exit", onExit);
    if (answer.at === "done") return;
    throw new Failure("STORAGE_FULL", `The database's log cannot be worked off: ${answer.reason}.`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.terminate();
  }

  #start(): Worker {
    const order: CheckpointOrder = { path: this.#path, timeoutMs: openWaitMs };
    // Beside this file, as TypeScript or compiled.
    const program = join(import.meta.dirname, `checkpoint-thread${extname(import.meta.filename)}`);
    const thread = new Worker(program, { workerData: order });
    thread.unref();
    const forget = (): void => {
      if (this.#thread === thread) this.#thread = undefined;
    };
    thread.on("error", forget).on("exit", forget);
    return thread;
  }
}
