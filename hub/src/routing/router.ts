import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import type { Caller } from "../accounts/caller.ts";
import type { Service } from "../providers/provider.ts";
import type { Registry } from "../providers/registry.ts";
import { best, candidates, type ServiceQuery } from "./choose.ts";
import {
  busyRetryAfterMs,
  maxQueueMs,
  maxReturnMs,
  maxWaiting,
  maxWaitingPerKey,
} from "./limits.ts";
import { everyone, favoured, type Turn } from "./turn.ts";

/** A slot of one service, held for one request. */
export interface Lease {
  readonly service: Service;
  /** The slot is not free before this has settled: the provider is still at work. */
  holdUntil(closed: Promise<unknown>): void;
  /** Gives the slot back, as soon as it is free; only the first call counts. */
  release(): void;
}

type Waiter = { readonly want: ServiceQuery; readonly serve: (lease: Lease) => void };

/**
 * Hands out slots: the best free one at once, or the next that becomes free, to those whom its
 * provider favours before others, and in turn by key, so that one key's burst does not hold up the
 * others.
 */
export class Router {
  readonly #registry: Registry;
  readonly #mayReturn: (want: ServiceQuery) => Promise<boolean>;
  /** Waiters by key, in the order in which keys are served. */
  readonly #queues = new Map<string, Set<Waiter>>();
  readonly #stopWatching: () => void;
  #waiting = 0;
  /** Runs while anybody waits: some providers become usable without an event. */
  #poll: NodeJS.Timeout | undefined;

  /** `mayReturn`: whether a provider that is not there is likely to be back soon. */
  constructor(
    registry: Registry,
    mayReturn: (want: ServiceQuery) => Promise<boolean> = () => Promise.resolve(false),
  ) {
    this.#registry = registry;
    this.#mayReturn = mayReturn;
    this.#stopWatching = registry.watch(() => this.#serveWaiters());
  }

  /** Requests that wait for a slot. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * A slot for what is wanted. Throws NO_PROVIDER, VOICE_NOT_FOUND, or BUSY when none becomes free
   * in time; the signal's reason once it fires.
   */
  async acquire(want: ServiceQuery, signal: AbortSignal): Promise<Lease> {
    signal.throwIfAborted();
    try {
      this.#letWaitersGoFirst(want);
      const lease = this.#tryNow(want, everyone);
      if (lease !== undefined) return lease;
    } catch (thrown) {
      const failure = asFailure(thrown);
      // Who has failed this request is there, and not to be waited for.
      const isAway = failure.code === "NO_PROVIDER" && want.except.size === 0;
      if (!isAway || !(await this.#mayReturn(want))) throw failure;
      return await this.#wait(want, signal, failure, maxReturnMs);
    }
    return await this.#wait(want, signal, busy());
  }

  /** Whether another service than this one has a free slot for what is wanted. */
  hasOther(want: ServiceQuery, service: Service): boolean {
    const nowMs = performance.now();
    const except = new Set([...want.except, service]);
    return tryCandidates(this.#registry, { ...want, except }).some((one) => one.hasRoom(nowMs));
  }

  close(): void {
    this.#stopWatching();
    clearInterval(this.#poll);
  }

  /** What is free at once may have become so without an event: those that wait were here before. */
  #letWaitersGoFirst(want: ServiceQuery): void {
    if (this.#waiting === 0) return;
    const service = this.#choose(want, everyone, performance.now());
    if (service !== undefined && this.#isAwaited(service.declaration.model)) this.#serveWaiters();
  }

  /** Asking first is cheap; to try every waiter for another model's slot would not be. */
  #isAwaited(model: string): boolean {
    for (const queue of this.#queues.values()) {
      for (const { want } of queue) if ((want.model ?? model) === model) return true;
    }
    return false;
  }

  #tryNow(want: ServiceQuery, turn: Turn): Lease | undefined {
    const nowMs = performance.now();
    const service = this.#choose(want, turn, nowMs);
    if (service === undefined) return undefined;
    service.busy += 1;
    service.standing.try(nowMs);
    return this.#lease(service);
  }

  #choose(want: ServiceQuery, turn: Turn, nowMs: number): Service | undefined {
    const services = turn(candidates(this.#registry, want), want.caller, nowMs);
    return best(services, want.caller, nowMs);
  }

  #lease(service: Service): Lease {
    let state: "held" | "released" = "held";
    let closed: Promise<unknown> = Promise.resolve();
    const free = (): void => {
      service.busy -= 1;
      service.standing.release();
      this.#serveWaiters();
    };
    return {
      service,
      holdUntil: (until) => {
        closed = until;
      },
      release: () => {
        if (state === "held") void closed.finally(free);
        state = "released";
      },
    };
  }

  /** Waits for a slot; `late` is thrown when none has become free in time. */
  async #wait(
    want: ServiceQuery,
    signal: AbortSignal,
    late: Failure,
    waitMs: number = maxQueueMs,
  ): Promise<Lease> {
    const queue = this.#queueOf(want.caller);
    const { promise, resolve, reject } = Promise.withResolvers<Lease>();
    const waiter: Waiter = { want, serve: resolve };
    const onAbort = (): void => reject(signal.reason as Error);
    const timer = setTimeout(() => reject(late), waitMs);
    signal.addEventListener("abort", onAbort, { once: true });
    queue.add(waiter);
    this.#waiting += 1;
    this.#poll ??= setInterval(() => this.#serveWaiters(), pollMs);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      this.#leave(want.caller, waiter);
    }
  }

  #queueOf(caller: Caller): Set<Waiter> {
    const queue = this.#queues.get(caller.keyId) ?? new Set();
    if (this.#waiting >= maxWaiting || queue.size >= maxWaitingPerKey) throw busy();
    this.#queues.set(caller.keyId, queue);
    return queue;
  }

  #leave(caller: Caller, waiter: Waiter): void {
    const queue = this.#queues.get(caller.keyId);
    if (queue?.delete(waiter)) this.#waiting -= 1;
    if (queue?.size === 0) this.#queues.delete(caller.keyId);
    if (this.#waiting > 0) return;
    clearInterval(this.#poll);
    this.#poll = undefined;
  }

  /** Something is free: first for those who come first there, then for all. */
  #serveWaiters(): void {
    this.#serveInTurn(favoured);
    this.#serveInTurn(everyone);
  }

  /** One waiter of each key in turn, until nobody can be served. */
  #serveInTurn(turn: Turn): void {
    for (let progress = this.#waiting > 0; progress; ) {
      progress = false;
      for (const [key, queue] of Array.from(this.#queues)) {
        if (!this.#serveOne(queue, turn)) continue;
        progress = true;
        if (this.#queues.delete(key) && queue.size > 0) this.#queues.set(key, queue);
      }
    }
  }

  #serveOne(queue: Set<Waiter>, turn: Turn): boolean {
    for (const waiter of queue) {
      const lease = this.#tryQuietly(waiter.want, turn);
      if (lease === undefined) continue;
      queue.delete(waiter);
      this.#waiting -= 1;
      waiter.serve(lease);
      return true;
    }
    return false;
  }

  /** A waiter whose providers have all gone waits on: they may be back before its time is up. */
  #tryQuietly(want: ServiceQuery, turn: Turn): Lease | undefined {
    try {
      return this.#tryNow(want, turn);
    } catch {
      return undefined;
    }
  }
}

function tryCandidates(registry: Registry, want: ServiceQuery): readonly Service[] {
  try {
    return candidates(registry, want);
  } catch {
    return [];
  }
}

const pollMs = 250;

function busy(): Failure {
  const message = "Every provider of this model is busy. Try again in a few seconds.";
  return new Failure("BUSY", message, { retryAfterMs: busyRetryAfterMs, elsewhere: false });
}
