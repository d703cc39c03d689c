import { Failure } from "@club/shared/wire/failures.ts";
import type { Clock } from "../clock.ts";
import type { Lease } from "./lease.ts";
import { busyRetryAfterMs, lookMs, maxWaiting, maxWaitingPerUser } from "./limits.ts";
import type { ServiceQuery } from "./service-query.ts";

/** A request that waits for a slot. */
export type Waiter = {
  readonly query: ServiceQuery;
  readonly serve: (lease: Lease) => void;
};

/** `late` is thrown when no slot has become free within `waitMs`. */
export type Patience = {
  readonly late: Failure;
  readonly waitMs: number;
  readonly signal: AbortSignal;
};

/** `place`: of the last request of a user, from 1. */
export type Line = { readonly waiting: number; readonly place: number | undefined };

/** The queue for slots: a line for each user, served in turn. */
export class WaitingRequests {
  readonly #clock: Clock;
  readonly #look: () => void;
  /** Waiters by user, in the order in which users are served: whoever has more keys has no more turns. */
  readonly #queues = new Map<string, Set<Waiter>>();
  #size = 0;
  /** Runs while anybody waits: a socket may become healthy without an event. */
  #timer: Disposable | undefined;

  /** `look` is called every now and then while anybody waits. */
  constructor(clock: Clock, look: () => void) {
    this.#clock = clock;
    this.#look = look;
  }

  get size(): number {
    return this.#size;
  }

  /** Whether somebody waits for a slot that a service of this model could give. */
  isAwaited(model: string): boolean {
    for (const queue of this.#queues.values()) {
      for (const { query } of queue) if ((query.model ?? model) === model) return true;
    }
    return false;
  }

  /**
   * How many wait for a service of this model, and how many of them come before the last one of a user,
   * itself included, as they are served: one of each user in turn. Undefined: that user has none.
   */
  lineFor(model: string, userId: string): Line {
    const lengths = [...this.#queues].map(([user, queue]) => ({
      user,
      length: [...queue].filter(({ query }) => (query.model ?? model) === model).length,
    }));
    const waiting = lengths.reduce((sum, { length }) => sum + length, 0);
    const at = lengths.findIndex(({ user }) => user === userId);
    const rounds = lengths[at]?.length ?? 0;
    if (rounds === 0) return { waiting, place: undefined };
    const before = lengths.map(({ length }, turn) =>
      Math.min(length, turn <= at ? rounds : rounds - 1),
    );
    return { waiting, place: before.reduce((sum, length) => sum + length, 0) };
  }

  /** Throws BUSY when too many wait already, and the signal's reason once it fires. */
  async wait(query: ServiceQuery, { late, waitMs, signal }: Patience): Promise<Lease> {
    const queue = this.#join(query);
    const { promise, resolve, reject } = Promise.withResolvers<Lease>();
    const waiter: Waiter = { query, serve: resolve };
    // Out of the queue at once: a slot given to one that has gone would be lost.
    const giveUp = (reason: unknown): void => {
      this.#leave(query, waiter);
      reject(reason);
    };
    const onAbort = (): void => giveUp(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    queue.add(waiter);
    this.#size += 1;
    this.#timer ??= this.#nextLook();
    using _ = this.#clock.after(waitMs, () => giveUp(late));
    try {
      return await promise;
    } finally {
      signal.removeEventListener("abort", onAbort);
      this.#leave(query, waiter);
    }
  }

  /** Gives one waiter of each user in turn what `tryOne` finds, until nobody can be served. */
  serve(tryOne: (waiter: Waiter) => Lease | undefined): void {
    for (let progress = this.#size > 0; progress; ) {
      progress = false;
      for (const [user, queue] of Array.from(this.#queues)) {
        if (!this.#serveOne(queue, tryOne)) continue;
        progress = true;
        if (this.#queues.delete(user) && queue.size > 0) this.#queues.set(user, queue);
      }
    }
  }

  close(): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
  }

  #serveOne(queue: Set<Waiter>, tryOne: (waiter: Waiter) => Lease | undefined): boolean {
    for (const waiter of queue) {
      const lease = tryOne(waiter);
      if (lease === undefined) continue;
      queue.delete(waiter);
      this.#size -= 1;
      waiter.serve(lease);
      return true;
    }
    return false;
  }

  #join({ caller }: ServiceQuery): Set<Waiter> {
    const queue = this.#queues.get(caller.userId) ?? new Set();
    if (this.#size >= maxWaiting || queue.size >= maxWaitingPerUser) throw tooManyWait();
    this.#queues.set(caller.userId, queue);
    return queue;
  }

  #leave({ caller }: ServiceQuery, waiter: Waiter): void {
    const queue = this.#queues.get(caller.userId);
    if (queue?.delete(waiter)) this.#size -= 1;
    if (queue?.size === 0) this.#queues.delete(caller.userId);
    if (this.#size === 0) this.close();
  }

  #nextLook(): Disposable {
    return this.#clock.after(lookMs, () => {
      this.#timer = this.#nextLook();
      this.#look();
    });
  }
}

function tooManyWait(): Failure {
  const message = "Too many requests wait for this hub's providers. Try again in a few seconds.";
  return new Failure("BUSY", message, { retryAfterMs: busyRetryAfterMs, elsewhere: false });
}
