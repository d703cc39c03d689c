import type { Clock } from "../clock.ts";
import { busyPauseMs } from "../providers/limits.ts";
import type { Service } from "../providers/provider.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";
import { EarnedSlots } from "./earned-slots.ts";
import { maxBreakers } from "./limits.ts";
import { type Work, WorkLog } from "./work-log.ts";

/** What outlives a provider's connection: a service is known by its owner's, agent's and own name. */
type Experience = {
  readonly breaker: CircuitBreaker;
  readonly earned: EarnedSlots;
  readonly work: WorkLog;
};

/** What routing knows of every service. */
export class ServiceRecords {
  readonly #clock: Clock;
  readonly #experiences = new Map<string, Experience>();
  readonly #records = new WeakMap<Service, ServiceRecord>();
  readonly #watchers = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(service: Service): ServiceRecord {
    const known = this.#records.get(service);
    if (known !== undefined) return known;
    const record = new ServiceRecord(service, this.#experienceOf(service), this.#clock, () =>
      this.#changed(),
    );
    this.#records.set(service, record);
    return record;
  }

  /** Calls back when a slot is taken or freed, until the function that it returns is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #changed(): void {
    for (const watcher of this.#watchers) watcher();
  }

  #experienceOf({ key }: Service): Experience {
    const known = this.#experiences.get(key) ?? {
      breaker: new CircuitBreaker(this.#clock),
      earned: new EarnedSlots(),
      work: new WorkLog(this.#clock),
    };
    this.#experiences.delete(key);
    this.#experiences.set(key, known);
    const [oldest] = this.#experiences.keys();
    if (this.#experiences.size > maxBreakers && oldest !== undefined) {
      this.#experiences.delete(oldest);
    }
    return known;
  }
}

/** One service as routing sees it: its slots, its circuit breaker, what it has earned. */
export class ServiceRecord {
  readonly breaker: CircuitBreaker;
  readonly work: WorkLog;
  readonly #service: Service;
  readonly #earned: EarnedSlots;
  readonly #clock: Clock;
  readonly #onChange: () => void;
  #busy = 0;
  #pausedUntilMs = 0;

  constructor(service: Service, experience: Experience, clock: Clock, onChange: () => void) {
    this.#service = service;
    this.breaker = experience.breaker;
    this.work = experience.work;
    this.#earned = experience.earned;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Requests of this hub that hold one of its slots. */
  get busy(): number {
    return this.#busy;
  }

  /** Slots that its rank goes by: earned, and no more than it declares. */
  get earnedSlots(): number {
    return Math.min(this.#earned.count, this.#service.declaration.slots);
  }

  /** Whether another request may go to it now. */
  get hasRoom(): boolean {
    const nowMs = this.#clock.monotonicMs();
    const isFree = this.#busy < this.#service.declaration.slots && nowMs >= this.#pausedUntilMs;
    return isFree && this.#service.provider.isUsable(nowMs);
  }

  /** Takes a slot for a user. */
  take(userName: string): Work {
    this.#busy += 1;
    const work = this.work.begin(userName);
    this.#onChange();
    return work;
  }

  free(work: Work): void {
    this.#busy -= 1;
    this.work.end(work);
    this.#onChange();
  }

  /** It spoke an utterance to its end. */
  completed(): void {
    this.#earned.completed(this.#busy);
  }

  failed(): void {
    this.#earned.failed();
  }

  /** It answered BUSY although a slot seemed free: leaves it alone for a moment. */
  pause(): void {
    this.#pausedUntilMs = this.#clock.monotonicMs() + busyPauseMs;
  }
}
