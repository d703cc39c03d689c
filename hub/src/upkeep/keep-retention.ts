import { Failure } from "@club/shared/wire/failures.ts";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { isPlausible } from "./plausible-time.ts";
import type { RetentionOptions } from "./retention.ts";
import { applyRetention } from "./retention.ts";

/** Applies retention run by run, as long as the clock may be believed. */
export class KeepRetention {
  readonly #options: Omit<RetentionOptions, "nowMs"> & { readonly clock: Clock };
  /** Since when the clock is too far ahead, on the monotonic clock. */
  #aheadSinceMs: number | undefined;

  constructor(options: Omit<RetentionOptions, "nowMs"> & { readonly clock: Clock }) {
    this.#options = options;
  }

  /** One run. Returns how many entries went. Throws CONFLICT while the clock is not believed. */
  async run(signal: AbortSignal): Promise<number> {
    const { clock, store } = this.#options;
    const nowMs = clock.wallMs();
    const believedMs = await lastBelieved(store);
    const aheadForMs = clock.monotonicMs() - (this.#aheadSinceMs ?? clock.monotonicMs());
    if (!isPlausible({ believedMs, wallMs: nowMs, aheadForMs })) {
      this.#aheadSinceMs ??= clock.monotonicMs();
      throw ahead(nowMs, believedMs ?? nowMs);
    }
    this.#aheadSinceMs = undefined;
    await store.marks.set(mark, nowMs);
    return await applyRetention({ ...this.#options, nowMs }, signal);
  }
}

const mark = "retention believed the clock";

/** A hub that has never noted it has at least its newest request to go by. */
async function lastBelieved(store: Store): Promise<number | undefined> {
  return (await store.marks.get(mark)) ?? (await store.history.newestMs());
}

function ahead(nowMs: number, believedMs: number): Failure {
  const [now, before] = [nowMs, believedMs].map((ms) => new Date(ms).toISOString());
  const message = `The clock says ${now}, long after ${before}, when the hub ran last. If it is right, old history goes in a day.`;
  return new Failure("CONFLICT", message);
}
