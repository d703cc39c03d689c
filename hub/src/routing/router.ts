import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import type { Clock } from "../clock.ts";
import type { Service } from "../providers/provider.ts";
import type { Registry } from "../providers/registry.ts";
import { best, type Experience, favouring } from "./choose.ts";
import { Coalesced } from "./coalesced.ts";
import { type Lease, takeSlot } from "./lease.ts";
import { busyRetryAfterMs, maxOwnerTurns, maxQueueMs, maxReturnMs } from "./limits.ts";
import type { ServiceRecords } from "./service-records.ts";
import { candidates, type ServiceQuery } from "./service-query.ts";
import { type Line, type Waiter, WaitingRequests } from "./waiting-requests.ts";

export type RouterOptions = {
  readonly registry: Registry;
  readonly records: ServiceRecords;
  readonly clock: Clock;
  /** Whether a provider that is not there is likely to be back soon. */
  readonly mayReturn?: (query: ServiceQuery) => Promise<boolean>;
};

/** Which services a caller may be given, of those that could speak what it asks for. */
type Filter = typeof favouring;

const everyone: Filter = (services) => services;

/**
 * Hands out slots: the best free one at once, or the next that becomes free. Those whom its provider
 * favours come first, then every user in turn, so that one's burst does not hold up the others.
 */
export class Router {
  readonly #options: RouterOptions;
  readonly #experience: Experience;
  readonly #waiting: WaitingRequests;
  /** Those who want to know when another service could take over. */
  readonly #alternatives = new Set<() => void>();
  readonly #stopWatching: () => void;
  readonly #changes: Coalesced;
  /** Owners by their last turn, the longest ago first. */
  readonly #lastTurns = new Map<string, number>();
  #turns = 0;

  constructor(options: RouterOptions) {
    this.#options = options;
    const { records, registry, clock } = options;
    this.#experience = {
      recordOf: (service) => records.of(service),
      lastTurnOf: (ownerId) => this.#lastTurns.get(ownerId) ?? 0,
    };
    this.#waiting = new WaitingRequests(clock, () => this.#somethingIsFree());
    this.#changes = new Coalesced(clock, () => this.#somethingIsFree());
    this.#stopWatching = registry.watch(() => {
      if (this.#waiting.size > 0 || this.#alternatives.size > 0) this.#changes.call();
    });
  }

  /** Requests that wait for a slot. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Who waits for a model, and where the last request of a user stands. */
  lineFor(model: string, userId: string): Line {
    return this.#waiting.lineFor(model, userId);
  }

  /**
   * A slot for what is asked for. Throws NO_PROVIDER, NOT_READY, VOICE_NOT_FOUND, or BUSY when none
   * becomes free in time; the signal's reason once it fires.
   */
  async acquire(query: ServiceQuery, signal: AbortSignal): Promise<Lease> {
    signal.throwIfAborted();
    try {
      this.#letWaitersGoFirst(query);
      const lease = this.#tryNow(query, everyone);
      if (lease !== undefined) return lease;
    } catch (thrown) {
      const failure = asFailure(thrown);
      // A service that has failed this request is there, and not to be waited for.
      const isAway = failure.code === "NO_PROVIDER" && query.except.size === 0;
      if (!isAway || !(await this.#options.mayReturn?.(query))) throw failure;
      return await this.#waiting.wait(query, { late: failure, waitMs: maxReturnMs, signal });
    }
    return await this.#waiting.wait(query, { late: busy(), waitMs: maxQueueMs, signal });
  }

  /** The model of the service that would be given a request that names none. Throws as `acquire` does. */
  modelFor(query: ServiceQuery): string {
    const services = candidates(this.#options.registry, query);
    const chosen = best(services, query.caller, this.#experience) ?? services[0];
    return chosen?.declaration.model ?? "";
  }

  /**
   * Calls back once, at once or later, when a service other than this one has a free slot for what
   * is asked for. Disposing of the result ends the wait.
   */
  whenAnotherIsFree(query: ServiceQuery, service: Service, callback: () => void): Disposable {
    const other = { ...query, except: new Set([...query.except, service]) };
    const look = (): void => {
      if (!this.#candidates(other).some((one) => this.#options.records.of(one).hasRoom)) return;
      this.#alternatives.delete(look);
      callback();
    };
    this.#alternatives.add(look);
    look();
    return { [Symbol.dispose]: () => void this.#alternatives.delete(look) };
  }

  close(): void {
    this.#stopWatching();
    this.#changes.close();
    this.#waiting.close();
  }

  /** What is free at once may have become so without an event: those that wait were here before. */
  #letWaitersGoFirst(query: ServiceQuery): void {
    if (this.#waiting.size === 0) return;
    const service = this.#choose(query, everyone);
    if (service === undefined) return;
    if (this.#waiting.isAwaited(service.declaration.model)) this.#somethingIsFree();
  }

  #tryNow(query: ServiceQuery, filter: Filter): Lease | undefined {
    const service = this.#choose(query, filter);
    if (service === undefined) return undefined;
    this.#noteTurn(service.provider.owner.userId);
    const record = this.#options.records.of(service);
    return takeSlot(service, record, query.caller.userName, () => this.#somethingIsFree());
  }

  #choose(query: ServiceQuery, filter: Filter): Service | undefined {
    const services = candidates(this.#options.registry, query);
    return best(filter(services, query.caller, this.#experience), query.caller, this.#experience);
  }

  #noteTurn(ownerId: string): void {
    this.#turns += 1;
    this.#lastTurns.delete(ownerId);
    this.#lastTurns.set(ownerId, this.#turns);
    const [oldest] = this.#lastTurns.keys();
    if (this.#lastTurns.size > maxOwnerTurns && oldest !== undefined) {
      this.#lastTurns.delete(oldest);
    }
  }

  /** First for those who come first there, then for all; then for those who could move to it. */
  #somethingIsFree(): void {
    this.#waiting.serve((waiter) => this.#tryQuietly(waiter, favouring));
    this.#waiting.serve((waiter) => this.#tryQuietly(waiter, everyone));
    for (const look of this.#alternatives) look();
  }

  /** A waiter whose providers have all gone waits on: they may be back before its time is up. */
  #tryQuietly({ query }: Waiter, filter: Filter): Lease | undefined {
    try {
      return this.#tryNow(query, filter);
    } catch {
      return undefined;
    }
  }

  #candidates(query: ServiceQuery): readonly Service[] {
    try {
      return candidates(this.#options.registry, query);
    } catch {
      return [];
    }
  }
}

function busy(): Failure {
  const message = "Every provider of this model is busy. Try again in a few seconds.";
  return new Failure("BUSY", message, { retryAfterMs: busyRetryAfterMs, elsewhere: false });
}
