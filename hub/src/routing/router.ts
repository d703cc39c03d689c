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
  /** Served when nobody else wants a slot. */
  readonly #background: WaitingRequests;
  /** Those who want to know when another service could take over. */
  readonly #alternatives = new Set<() => void>();
  readonly #stopWatching: () => void;
  readonly #changes: Coalesced;
  /** How to ask for the slots back that are held in the background, the latest last. */
  readonly #yielding = new Map<Lease, () => void>();
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
    this.#background = new WaitingRequests(clock, () => this.#somethingIsFree());
    this.#changes = new Coalesced(clock, () => this.#somethingIsFree());
    const waiting = [this.#waiting, this.#background];
    this.#stopWatching = registry.watch(() => {
      const isAwaited = waiting.some(({ size }) => size > 0);
      if (isAwaited || this.#alternatives.size > 0) this.#changes.call();
    });
  }

  /** Requests that somebody waits for and that wait for a slot. */
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
      return await this.#queueOf(query).wait(query, { late: failure, waitMs: maxReturnMs, signal });
    }
    if (query.isBackground !== true) this.#askBack(query);
    return await this.#queueOf(query).wait(query, { late: busy(), waitMs: maxQueueMs, signal });
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
    this.#background.close();
  }

  #queueOf({ isBackground }: ServiceQuery): WaitingRequests {
    return isBackground === true ? this.#background : this.#waiting;
  }

  /** What is free at once may have become so without an event: those that wait were here before. */
  #letWaitersGoFirst(query: ServiceQuery): void {
    const before =
      query.isBackground === true ? [this.#waiting, this.#background] : [this.#waiting];
    if (before.every(({ size }) => size === 0)) return;
    const service = this.#choose(query, everyone);
    if (service === undefined) return;
    const { model } = service.declaration;
    if (before.some((queue) => queue.isAwaited(model))) this.#somethingIsFree();
  }

  #tryNow(query: ServiceQuery, filter: Filter): Lease | undefined {
    const service = this.#choose(query, filter);
    if (service === undefined) return undefined;
    this.#noteTurn(service.provider.owner.userId);
    const record = this.#options.records.of(service);
    const lease = takeSlot(service, record, query.caller.userName, () => {
      this.#yielding.delete(lease);
      this.#somethingIsFree();
    });
    if (query.onWanted !== undefined) this.#yielding.set(lease, query.onWanted);
    return lease;
  }

  /** Of those that could serve it, the one that was begun last has lost the least. */
  #askBack(query: ServiceQuery): void {
    const services = new Set(this.#candidates(query));
    const latest = [...this.#yielding].findLast(([{ service }]) => services.has(service));
    if (latest === undefined) return;
    const [lease, onWanted] = latest;
    this.#yielding.delete(lease);
    onWanted();
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

  /**
   * First for those who come first there, then for all; then for those who could move to it, and only
   * when none of them does, for what runs in the background.
   */
  #somethingIsFree(): void {
    this.#serve(this.#waiting);
    const movable = this.#alternatives.size;
    for (const look of this.#alternatives) look();
    if (this.#alternatives.size === movable) this.#serve(this.#background);
  }

  #serve(queue: WaitingRequests): void {
    queue.serve((waiter) => this.#tryQuietly(waiter, favouring));
    queue.serve((waiter) => this.#tryQuietly(waiter, everyone));
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
