import { setImmediate as nextTurn } from "node:timers/promises";
import { Failure } from "@club/shared/wire/failures.ts";
import { maxDeadlockRetries, maxWaitingWrites, maxWritesPerCommit } from "../limits.ts";
import type { Database, Write } from "./tables.ts";

/**
 * Gathers the writes of concurrent requests into one transaction each turn of the event loop: a
 * commit's cost is shared, and each write resolves only when it is committed. A write that throws
 * fails alone; the others of its transaction are done again without it, so a write must do nothing
 * but run statements.
 */
export class GroupCommit {
  readonly #db: Database;
  #waiting: Pending[] = [];
  #draining: Promise<void> | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Throws what the write throws, and BUSY when too many wait. */
  run<T>(write: (db: Write) => Promise<T>): Promise<T> {
    if (this.#waiting.length >= maxWaitingWrites) {
      return Promise.reject(new Failure("BUSY", "The hub's database is overloaded."));
    }
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#waiting.push({ write, resolve: resolve as (value: unknown) => void, reject });
    this.#draining ??= this.#drain();
    return promise;
  }

  /** Resolves when everything that waited has been tried. */
  async settled(): Promise<void> {
    await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      await nextTurn();
      await this.#commit(this.#waiting.splice(0, maxWritesPerCommit));
    }
    this.#draining = undefined;
  }

  /** Each write in a transaction of its own, which waits for others but holds nothing that they wait for. */
  async #oneByOne(batch: readonly Pending[]): Promise<void> {
    for (const pending of batch) {
      for (let attempt = 1; ; attempt += 1) {
        const outcome = await commitAll(this.#db, [pending]);
        if (outcome.at === "committed") break;
        if (isDeadlock(outcome.error) && attempt < maxDeadlockRetries) continue;
        pending.reject(outcome.error);
        break;
      }
    }
  }

  async #commit(batch: readonly Pending[]): Promise<void> {
    let remaining = batch;
    while (remaining.length > 0) {
      const outcome = await commitAll(this.#db, remaining);
      if (outcome.at === "committed") return;
      const { error, culprit } = outcome;
      if (isDeadlock(error)) {
        await this.#oneByOne(remaining);
        return;
      }
      const failed = culprit === undefined ? remaining : [culprit];
      for (const pending of failed) pending.reject(error);
      remaining = remaining.filter((pending) => !failed.includes(pending));
    }
  }
}

/** Codes of PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html): serialization failure, deadlock. */
const deadlockCodes: ReadonlySet<unknown> = new Set(["40001", "40P01"]);

/** Another hub wrote the same rows in another order: what was done is undone, and may be tried again. */
function isDeadlock(error: unknown): boolean {
  return error instanceof Error && "code" in error && deadlockCodes.has(error.code);
}

type Pending = {
  readonly write: (db: Write) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
};

type Outcome =
  | { readonly at: "committed" }
  /** Without a culprit, it was the transaction itself that failed. */
  | { readonly at: "failed"; readonly error: unknown; readonly culprit: Pending | undefined };

async function commitAll(db: Database, batch: readonly Pending[]): Promise<Outcome> {
  let current: Pending | undefined;
  const results: unknown[] = [];
  try {
    await db.transaction().execute(async (write) => {
      for (const pending of batch) {
        current = pending;
        results.push(await pending.write(write));
      }
      current = undefined;
    });
  } catch (error) {
    return { at: "failed", error, culprit: current };
  }
  for (const [at, pending] of batch.entries()) pending.resolve(results[at]);
  return { at: "committed" };
}
