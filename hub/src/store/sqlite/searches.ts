import type { SQLInputValue } from "node:sqlite";
import { Failure } from "@club/shared/wire/failures.ts";
import type { CompiledQuery } from "kysely";
import type { Clock } from "../../clock.ts";
import { maxSearchMs, maxWaitingSearches, openWaitMs, searchRetryMs } from "../limits.ts";
import { Thread } from "./thread.ts";

export type SearchOrder = { readonly path: string; readonly timeoutMs: number };

export type SearchQuestion = {
  readonly sql: string;
  readonly parameters: readonly SQLInputValue[];
};

export type SearchAnswer =
  | { readonly at: "found"; readonly rows: readonly unknown[] }
  | { readonly at: "failed"; readonly reason: string };

/**
 * Runs queries that read a whole history in a thread of their own, one after the other: a search through
 * 20,000 entries would hold up every stream of audio for seconds.
 */
export class Searches implements AsyncDisposable {
  readonly #thread: Thread<SearchQuestion, SearchAnswer>;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string, clock: Clock) {
    const data: SearchOrder = { path, timeoutMs: openWaitMs };
    this.#thread = new Thread({ name: "search-thread", data }, clock);
  }

  /** Throws BUSY when too many wait or it takes too long. */
  async run<Row>({ sql, parameters }: CompiledQuery<Row>): Promise<readonly Row[]> {
    if (this.#waiting >= maxWaitingSearches) throw busy("Too many searches wait.");
    this.#waiting += 1;
    // Rows and their values hold nothing but text, numbers and null.
    const question = { sql, parameters: parameters as readonly SQLInputValue[] };
    const answered = this.#last.then(() => this.#thread.ask(question, maxSearchMs));
    this.#last = answered.catch(() => undefined);
    try {
      const answer = await answered;
      if (answer.at === "found") return answer.rows as readonly Row[];
      throw new Error(answer.reason);
    } catch (cause) {
      throw busy("The search did not come to an end.", cause);
    } finally {
      this.#waiting -= 1;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread[Symbol.asyncDispose]();
  }
}

function busy(reason: string, cause?: unknown): Failure {
  const message = `${reason} Try again in a few seconds.`;
  return new Failure("BUSY", message, { cause, retryAfterMs: searchRetryMs, elsewhere: false });
}
