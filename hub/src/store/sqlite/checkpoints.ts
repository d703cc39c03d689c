import { unreachable } from "@club/shared/unreachable.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Clock } from "../../clock.ts";
import { eraseRetryMs, maxCheckpointMs, maxEraseMs, openWaitMs } from "../limits.ts";
import { Thread } from "./thread.ts";

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
 * writer it would hold up every stream of audio for ten milliseconds and more. Should they stop
 * altogether, the writer's own rare checkpoints (`walCheckpointPages`) bound the log.
 */
export class Checkpoints implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #thread: Thread<CheckpointKind, CheckpointAnswer>;
  readonly #changes: () => number | undefined;
  /** The changes that the database file has for sure. */
  #moved: number | undefined;
  /** When the log may be cut, on the monotonic clock. */
  #eraseFromMs = -Infinity;

  /** @param changes counts the rows that this process has changed; undefined while some are not committed */
  constructor(path: string, clock: Clock, changes: () => number | undefined) {
    this.#clock = clock;
    this.#changes = changes;
    const data: CheckpointOrder = { path, timeoutMs: openWaitMs, eraseTimeoutMs: maxEraseMs };
    this.#thread = new Thread({ name: "checkpoint-thread", data }, clock);
  }

  /**
   * One checkpoint, unless nothing was written since the last. Returns whether it did all that it was to
   * do: a log from which somebody reads is cut later. Throws STORAGE_FULL when it failed or takes longer
   * than a disk may.
   */
  async run(kind: CheckpointKind): Promise<boolean> {
    const isTooEarly = kind === "erase" && this.#clock.monotonicMs() < this.#eraseFromMs;
    const changes = this.#changes();
    if (kind === "move" && changes !== undefined && changes === this.#moved) return true;

    const answer = await this.#ask(isTooEarly ? "move" : kind);
    switch (answer.at) {
      case "done":
        this.#moved = changes;
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
    return await this.#thread.ask(kind, maxCheckpointMs).catch((error: unknown) => ({
      at: "failed",
      reason: error instanceof Error ? error.message : String(error),
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread[Symbol.asyncDispose]();
  }
}
