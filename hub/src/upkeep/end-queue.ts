import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import { sleep } from "../clock.ts";
import { partialOf } from "../data-folder.ts";
import { makeOwnFolder } from "../private-files.ts";
import type { HistoryStore, Outcome } from "../store/history-store.ts";
import { endRetryMs, maxEndWaitMs, maxWaitingEnds } from "./limits.ts";

export type EndQueueOptions = {
  readonly history: Pick<HistoryStore, "finish">;
  /** Where ends are kept that could not be stored at once; made when one is. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
};

/**
 * Stores the ends of requests, and goes on trying where the database does not take one: an end is
 * either stored or still here. One that had to wait is also kept in a file, so that the next hub stores
 * it should this one die.
 */
export class EndQueue implements AsyncDisposable {
  readonly #options: EndQueueOptions;
  readonly #stop = new AbortController();
  /** Ends that are being tried again, by the request's id. */
  readonly #waiting = new Map<string, Promise<void>>();

  constructor(options: EndQueueOptions) {
    this.#options = options;
  }

  /** Ends that are not stored yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Resolves when the end is stored, or after five seconds, when it is kept and will be. Throws
   * CONFLICT when the request is not running (any more), and BUSY when too many ends wait.
   */
  async finish(id: string, outcome: Outcome): Promise<void> {
    try {
      await this.#options.history.finish(id, outcome);
    } catch (error) {
      if (isFinal(error)) throw error;
      if (this.#waiting.size >= maxWaitingEnds) throw tooMany(error);
      this.#options.log.warn({ err: error, request: id }, "the end of a request has to wait");
      const stored = this.#keepTrying(id, outcome);
      this.#waiting.set(id, stored);
      await this.#atMost(maxEndWaitMs, stored);
    }
  }

  /** Stores the ends that a hub which is gone has kept in files; returns how many there were. */
  async recover(): Promise<number> {
    const names = await readdir(this.#options.folder).catch(() => []);
    const ids = names.flatMap((name) =>
      name.endsWith(ending) ? [name.slice(0, -ending.length)] : [],
    );
    const others = ids.filter((id) => !this.#waiting.has(id));
    for (const id of others) await this.#recoverOne(id);
    return others.length;
  }

  /** Stops trying; what is not stored stays in its file. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#waiting.values());
  }

  async #recoverOne(id: string): Promise<void> {
    const { history, log } = this.#options;
    const text = await readFile(this.#pathOf(id), "utf8").catch(() => undefined);
    // Another hub on this folder has stored it meanwhile.
    if (text === undefined) return;
    try {
      await history.finish(id, JSON.parse(text) as Outcome);
    } catch (error) {
      if (!isFinal(error) && !(error instanceof SyntaxError)) throw error;
      log.warn({ err: error, request: id }, "the kept end of a request fits no request");
    }
    await this.#forget(id);
  }

  /** Never rejects. */
  async #keepTrying(id: string, outcome: Outcome): Promise<void> {
    const { clock, history, log } = this.#options;
    const { signal } = this.#stop;
    await this.#keep(id, outcome);
    while (!signal.aborted) {
      await sleep(clock, endRetryMs, signal).catch(() => undefined);
      try {
        await history.finish(id, outcome);
        log.info({ request: id }, "the end of a request is stored after all");
        break;
      } catch (error) {
        // It was stored although it failed (the answer was lost), or by the hub that took over.
        if (isFinal(error)) break;
      }
    }
    this.#waiting.delete(id);
    if (!signal.aborted) await this.#forget(id);
  }

  /** As well as it can: the disk that refuses the database may refuse this, too. */
  async #keep(id: string, outcome: Outcome): Promise<void> {
    const path = this.#pathOf(id);
    try {
      await makeOwnFolder(this.#options.folder);
      await writeFile(partialOf(path), JSON.stringify(outcome), { mode: 0o600 });
      await rename(partialOf(path), path);
    } catch (error) {
      this.#options.log.error({ err: error, request: id }, "an end waits in memory alone");
    }
  }

  async #forget(id: string): Promise<void> {
    await rm(this.#pathOf(id), { force: true }).catch((error: unknown) => {
      this.#options.log.warn({ err: error, request: id }, "a stored end's file was not removed");
    });
  }

  async #atMost(ms: number, stored: Promise<void>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    using _ = this.#options.clock.after(ms, resolve);
    await Promise.race([stored, promise]);
  }

  #pathOf(id: string): string {
    return join(this.#options.folder, `${id}${ending}`);
  }
}

const ending = ".json";

/** Trying again would not change it. */
function isFinal(error: unknown): boolean {
  return asFailure(error).code === "CONFLICT";
}

function tooMany(cause: unknown): Failure {
  return new Failure("BUSY", "The hub's database does not take the ends of requests.", { cause });
}
