import { Failure } from "@club/shared/wire/failures.ts";
import {
  freeLoginFailures,
  loginFailureLifeMs,
  maxLoginPauseMs,
  maxWatchedAddresses,
} from "./limits.ts";

/**
 * Slows those who try keys: after a few failures, further wrong keys of an address are told to wait,
 * twice as long after each failure that counts. A success clears the address. What it remembers
 * is bounded: the address that failed longest ago is forgotten first.
 */
export class LoginThrottle {
  readonly #addresses = new Map<string, Failures>();

  /** Throws RATE_LIMITED while the address has to wait. `nowMs` is monotonic. */
  check(address: string, nowMs: number): void {
    const waitMs = (this.#addresses.get(address)?.untilMs ?? 0) - nowMs;
    if (waitMs <= 0) return;
    const message = "Too many wrong API keys came from this address. Wait, and check your key.";
    throw new Failure("RATE_LIMITED", message, { retryAfterMs: waitMs });
  }

  failed(address: string, nowMs: number): void {
    const known = this.#addresses.get(address);
    const isOld = known === undefined || nowMs - known.lastMs > loginFailureLifeMs;
    const count = isOld ? 1 : known.count + 1;
    const pauseMs = Math.min(maxLoginPauseMs, 1_000 * 2 ** (count - freeLoginFailures));
    const untilMs = count < freeLoginFailures ? 0 : nowMs + pauseMs;
    // Set anew, so that the map is in the order of the last failures.
    this.#addresses.delete(address);
    this.#addresses.set(address, { count, lastMs: nowMs, untilMs });
    if (this.#addresses.size <= maxWatchedAddresses) return;
    const oldest = this.#addresses.keys().next().value;
    if (oldest !== undefined) this.#addresses.delete(oldest);
  }

  succeeded(address: string): void {
    this.#addresses.delete(address);
  }
}

type Failures = {
  readonly count: number;
  readonly lastMs: number;
  /** When the next try is looked at. */
  readonly untilMs: number;
};
