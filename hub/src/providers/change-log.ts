import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import { logChangesEveryMs } from "./limits.ts";
import type { Service } from "./provider.ts";

/**
 * Writes a session's changes into the log: what it serves now, and at most one line every few
 * seconds, however often its agent changes its mind.
 */
export class ChangeLog {
  readonly #clock: Clock;
  readonly #log: Logger;
  #pause: Disposable | undefined;
  #held: { readonly write: () => void; count: number } | undefined;
  #lastLine: string | undefined;

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#log = log;
  }

  note(what: string, services: readonly Service[]): void {
    const facts = services.map(({ declaration: { model, ready, slots } }) => [model, ready, slots]);
    const line = JSON.stringify([what, facts]);
    const write = (): void => {
      if (line === this.#lastLine) return;
      this.#lastLine = line;
      this.#log.info(summaryOf(services), what);
    };
    if (this.#pause === undefined) {
      write();
      this.#rest();
    } else {
      this.#held = { write, count: (this.#held?.count ?? 0) + 1 };
    }
  }

  close(): void {
    this.#pause?.[Symbol.dispose]();
  }

  #rest(): void {
    this.#pause = this.#clock.after(logChangesEveryMs, () => {
      this.#pause = undefined;
      const held = this.#held;
      this.#held = undefined;
      if (held === undefined) return;
      if (held.count > 1) this.#log.info({ changes: held.count }, "agent changed several times");
      held.write();
      this.#rest();
    });
  }
}

/** Counts, and the names of a few. */
function summaryOf(services: readonly Service[]): object {
  const ready = services.filter(({ declaration }) => declaration.ready).length;
  const models = services.slice(0, namedModels).map(({ declaration }) => declaration.model);
  return { services: services.length, ready, models };
}

const namedModels = 5;
