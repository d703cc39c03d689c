import type { Failure } from "@club/shared/wire/failures.ts";
import type { Service } from "../providers/provider.ts";
import type { Trial } from "./circuit-breaker.ts";
import type { ServiceRecord } from "./service-records.ts";
import type { Work } from "./work-log.ts";

/** A slot of one service, held for one request. */
export interface Lease {
  readonly service: Service;
  /** The current try at the service; a further one begins when the last has ended. */
  readonly trial: Trial;
  /** The slot is not free before this has settled: the provider is still at work. */
  holdUntil(closed: Promise<unknown>): void;
  /** Leaves the service alone for a moment: it answered BUSY although a slot seemed free. */
  pause(): void;
  /** Gives the slot back as soon as it is free; only the first call counts. */
  release(): void;
}

/** Takes a slot for a user. `onFree` is called when it is free again. */
export function takeSlot(
  service: Service,
  record: ServiceRecord,
  userName: string,
  onFree: () => void,
): Lease {
  return new SlotLease(service, record, userName, onFree);
}

class SlotLease implements Lease {
  readonly service: Service;
  readonly #record: ServiceRecord;
  readonly #onFree: () => void;
  readonly #work: Work;
  #isReleased = false;
  #closed: Promise<unknown> = Promise.resolve();
  #trial: Trial;
  #isTrialOver = false;

  constructor(service: Service, record: ServiceRecord, userName: string, onFree: () => void) {
    this.service = service;
    this.#record = record;
    this.#onFree = onFree;
    this.#work = record.take(userName);
    this.#trial = this.#attempt();
  }

  get trial(): Trial {
    if (this.#isTrialOver) this.#trial = this.#attempt();
    return this.#trial;
  }

  holdUntil(closed: Promise<unknown>): void {
    this.#closed = closed;
  }

  pause(): void {
    this.#record.pause();
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#trial.abandoned();
    void this.#closed.catch(() => undefined).then(() => this.#free());
  }

  #free(): void {
    this.#record.free(this.#work);
    this.#onFree();
  }

  /** The breaker's trial, whose end also says what slots the service has earned. */
  #attempt(): Trial {
    this.#isTrialOver = false;
    this.#work.outcome = "stopped";
    const trial = this.#record.breaker.attempt();
    return {
      firstAudio: (ms) => {
        this.#record.work.firstAudio(this.#work, ms);
        trial.firstAudio(ms);
      },
      completed: () => {
        this.#work.outcome = "completed";
        this.#isTrialOver = true;
        this.#record.completed();
        trial.completed();
      },
      failed: (failure: Failure) => {
        this.#work.outcome = "failed";
        this.#isTrialOver = true;
        this.#record.failed();
        trial.failed(failure);
      },
      abandoned: () => trial.abandoned(),
    };
  }
}
