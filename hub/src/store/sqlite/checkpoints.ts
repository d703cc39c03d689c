import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { unreachable } from "@club/shared/unreachable.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Clock } from "../../clock.ts";
import { eraseRetryMs, maxCheckpointMs, maxEraseMs, openWaitMs } from "../limits.ts";

/** What the thread is told when it begins. */
export type CheckpointOrder = {
  readonly path: string;
  readonly timeoutMs: number;
  readonly eraseTimeoutMs: number;
};

/** Moves what is committed into the database file; or also cuts the log, in which deleted texts still stand. */
export type CheckpointKind = "move" | "erase";

export type CheckpointAnswer =
  | { readonly at: "done" }
  /** The log could not be cut, because somebody reads from it. */
  | { readonly at: "busy" }
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
  /** When the log may be cut, on the monotonic clock. */
  #eraseFromMs = -Infinity;

  constructor(path: string, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
  }

  /**
   * One checkpoint. Returns whether it did all that it was to do: a log from which somebody reads is cut
   * later. Throws STORAGE_FULL when it failed or takes longer than a disk may.
   */
  async run(kind: CheckpointKind): Promise<boolean> {
    const isTooEarly = kind === "erase" && this.#clock.monotonicMs() < this.#eraseFromMs;
    const answer = await this.#ask(isTooEarly ? "move" : kind);
    switch (answer.at) {
      case "done":
        return !isTooEarly;
      case "busy":
        this.#eraseFromMs = this.#clock.monotonicMs() + eraseRetryMs;
        return false;
      case "failed":
        throw new Failure(
          "STORAGE_FULL",
          `The database's log cannot be worked off: ${answer.reason}.`,
        );
      default:
        return unreachable(answer);
    }
  }

  async #ask(kind: CheckpointKind): Promise<CheckpointAnswer> {
    const thread = (this.#thread ??= this.#start());
    const { promise, resolve } = Promise.withResolvers<CheckpointAnswer>();
    const failed = (reason: string) => (): void => resolve({ at: "failed", reason });
    const onError = (error: Error): void => failed(error.message)();
    const onExit = failed("its thread has ended");
    using _ = this.#clock.after(maxCheckpointMs, failed("the disk does not answer"));
    thread.once("message", resolve).once("error", onError).once("exit", onExit);
    thread.postMessage(kind, []);
    const answer = await promise;
    thread.off("message", resolve).off("error", onError).off("exit", onExit);
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.terminate();
  }

  #start(): Worker {
    const order: CheckpointOrder = {
      path: this.#path,
      timeoutMs: openWaitMs,
      eraseTimeoutMs: maxEraseMs,
    };
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
