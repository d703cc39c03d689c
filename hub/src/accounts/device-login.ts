import type { Clock } from "../clock.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { randomInt } from "node:crypto";
import type { DeviceCode, DeviceCodeStore } from "./device-code-store.ts";
import type { Accounts } from "./accounts.ts";
import {
  deviceCodeLifeMs,
  devicePollMs,
  maxDeviceCodes,
  maxNameCharacters,
  userCodeCharacters,
} from "./limits.ts";
import { hashOfSecret, newSecret } from "./secret.ts";

/** Codes for an agent that wants a key: one for itself, one for its user to confirm. */
export type DeviceCodes = {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly lifeMs: number;
  readonly pollMs: number;
};

/** What an agent that asks for its key is told. */
export type DeviceAnswer =
  | { readonly at: "pending" }
  | { readonly at: "slow-down" }
  | { readonly at: "denied" }
  | { readonly at: "expired" }
  | { readonly at: "granted"; readonly key: string };

/**
 * Gives agents keys without anybody typing one (RFC 8628). The key is made when the agent fetches it,
 * for the user who confirmed, so that it never lies anywhere.
 */
export class DeviceLogin {
  readonly #store: DeviceCodeStore;
  readonly #accounts: Accounts;
  readonly #clock: Clock;
  /** When each device last asked, by the hash of its code. */
  readonly #asked = new Map<string, number>();

  constructor(store: DeviceCodeStore, accounts: Accounts, clock: Clock) {
    this.#store = store;
    this.#accounts = accounts;
    this.#clock = clock;
  }

  /** Throws RATE_LIMITED while too many agents wait. */
  async begin(name: string): Promise<DeviceCodes> {
    const nowMs = this.#clock.wallMs();
    if ((await this.#store.count(nowMs)) >= maxDeviceCodes) {
      const message = "Too many agents wait to be confirmed. Try again in a minute.";
      throw new Failure("RATE_LIMITED", message, { retryAfterMs: 60_000 });
    }
    const deviceCode = newSecret();
    const userCode = newUserCode();
    await this.#store.insert({
      userCode,
      deviceHash: hashOfSecret(deviceCode),
      name: name.slice(0, maxNameCharacters),
      createdMs: nowMs,
      expiresMs: nowMs + deviceCodeLifeMs,
      decision: { at: "pending" },
    });
    return { deviceCode, userCode, lifeMs: deviceCodeLifeMs, pollMs: devicePollMs };
  }

  /** The agent that waits under this code. Throws NOT_FOUND. */
  async find(userCode: string): Promise<DeviceCode> {
    const code = await this.#store.byUserCode(canonical(userCode));
    if (code === undefined || code.expiresMs <= this.#clock.wallMs()) throw notWaiting();
    return code;
  }

  /** Confirms the agent, which gets a key of this user's. Throws NOT_FOUND. */
  async approve(userCode: string, userName: string): Promise<DeviceCode> {
    return await this.#decide(userCode, { at: "approved", userName });
  }

  /** Sends the agent away. Throws NOT_FOUND. */
  async deny(userCode: string): Promise<DeviceCode> {
    return await this.#decide(userCode, { at: "denied" });
  }

  /** The agent asks whether it has been confirmed. */
  async poll(deviceCode: string): Promise<DeviceAnswer> {
    const deviceHash = hashOfSecret(deviceCode);
    const code = await this.#store.byDeviceHash(deviceHash);
    if (code === undefined || code.expiresMs <= this.#clock.wallMs()) return { at: "expired" };
    if (this.#asksTooOften(deviceHash)) return { at: "slow-down" };
    if (code.decision.at === "pending") return { at: "pending" };
    if (!(await this.#store.remove(deviceHash))) return { at: "expired" };
    this.#asked.delete(deviceHash);
    if (code.decision.at === "denied") return { at: "denied" };
    const { secret } = await this.#accounts.createKey({
      user: code.decision.userName,
      scopes: ["provider"],
      name: code.name,
    });
    return { at: "granted", key: secret };
  }

  async #decide(
    userCode: string,
    decision: Exclude<DeviceCode["decision"], { at: "pending" }>,
  ): Promise<DeviceCode> {
    const code = await this.find(userCode);
    if (!(await this.#store.decide(code.userCode, decision))) throw notWaiting();
    return { ...code, decision };
  }

  /** RFC 8628, 3.5; half the interval is let pass, since clocks differ. */
  #asksTooOften(deviceHash: string): boolean {
    const nowMs = this.#clock.wallMs();
    const lastMs = this.#asked.get(deviceHash) ?? Number.NEGATIVE_INFINITY;
    this.#asked.delete(deviceHash);
    this.#asked.set(deviceHash, nowMs);
    const [oldest] = this.#asked.keys();
    if (this.#asked.size > maxDeviceCodes && oldest !== undefined) this.#asked.delete(oldest);
    return nowMs - lastMs < devicePollMs / 2;
  }
}

/** Twenty letters that nobody confuses or makes words of (RFC 8628, 6.1). */
const alphabet = "BCDFGHJKLMNPQRSTVWXZ";

function newUserCode(): string {
  const letters = Array.from({ length: userCodeCharacters }, () => alphabet[randomInt(20)]);
  return `${letters.slice(0, 4).join("")}-${letters.slice(4).join("")}`;
}

/** As people type it: lower case, without the dash, with spaces. */
function canonical(userCode: string): string {
  const letters = userCode.toUpperCase().replaceAll(/[^A-Z]/g, "");
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

function notWaiting(): Failure {
  const message = "No agent waits under this code. Codes last ten minutes: let it show a new one.";
  return new Failure("NOT_FOUND", message, { param: "code" });
}
