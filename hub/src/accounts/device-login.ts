import type { Clock } from "../clock.ts";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import { randomInt } from "node:crypto";
import type { DeviceCode, DeviceCodeStore } from "./device-code-store.ts";
import type { Accounts } from "./accounts.ts";
import { operator } from "./audit.ts";
import { addressBlock } from "./address-block.ts";
import { requireOneOf } from "./authenticator.ts";
import type { Caller } from "./caller.ts";
import {
  deviceCodeLifeMs,
  devicePollMs,
  maxDeviceCodes,
  maxDeviceCodesPerAddress,
  maxNameCharacters,
  userCodeCharacters,
} from "./limits.ts";
import { LoginThrottle } from "./login-throttle.ts";
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

/** Who confirms an agent or sends it away: a caller, or at the hub's own machine its operator. */
export type Decider = Pick<Caller, "userId" | "userName" | "scopes"> & {
  readonly keyId: string | undefined;
};

type Approval = Extract<DeviceCode["decision"], { at: "approved" }>;

/**
 * Gives agents keys without anybody typing one (RFC 8628). The key is made when the agent fetches it,
 * for the user who confirmed, so that it never lies anywhere.
 */
export class DeviceLogin {
  readonly #store: DeviceCodeStore;
  readonly #accounts: Accounts;
  readonly #clock: Clock;
  /** Slows down users who guess codes, by user. */
  readonly #guesses = new LoginThrottle();
  /** When each device last asked, by the hash of its code. */
  readonly #asked = new Map<string, number>();

  constructor(store: DeviceCodeStore, accounts: Accounts, clock: Clock) {
    this.#store = store;
    this.#accounts = accounts;
    this.#clock = clock;
  }

  /** For an agent that asks from an address. Throws RATE_LIMITED while too many wait, there or in all. */
  async begin(name: string, from: string): Promise<DeviceCodes> {
    const nowMs = this.#clock.wallMs();
    const address = addressBlock(from);
    if ((await this.#store.count(nowMs, address)) >= maxDeviceCodesPerAddress) throw tooMany();
    if ((await this.#store.count(nowMs)) >= maxDeviceCodes) throw tooMany();
    const deviceCode = newSecret();
    const userCode = newUserCode();
    await this.#store.insert({
      userCode,
      deviceHash: hashOfSecret(deviceCode),
      name: name.slice(0, maxNameCharacters),
      address,
      createdMs: nowMs,
      expiresMs: nowMs + deviceCodeLifeMs,
      decision: { at: "pending" },
    });
    return { deviceCode, userCode, lifeMs: deviceCodeLifeMs, pollMs: devicePollMs };
  }

  /** The agent that waits under this code. Throws NOT_FOUND, and RATE_LIMITED after a few of those. */
  async find(userCode: string, { userId }: Pick<Decider, "userId">): Promise<DeviceCode> {
    this.#guesses.check(userId, this.#clock.monotonicMs());
    const code = await this.#store.byUserCode(canonical(userCode));
    if (code === undefined || code.expiresMs <= this.#clock.wallMs()) {
      this.#guesses.failed(userId, this.#clock.monotonicMs());
      throw notWaiting();
    }
    return code;
  }

  /**
   * Confirms the agent, which gets a key of this user's that falls with the key used here. Throws
   * NOT_FOUND as above, and PERMISSION_DENIED for a key that may only attach providers: one that leaked
   * would make itself the next.
   */
  async approve(userCode: string, decider: Decider): Promise<DeviceCode> {
    requireOneOf(decider, ["consumer", "admin"]);
    const { userName, keyId } = decider;
    return await this.#decide(userCode, decider, { at: "approved", userName, keyId });
  }

  /** Sends the agent away. Throws NOT_FOUND. */
  async deny(userCode: string, decider: Decider): Promise<DeviceCode> {
    return await this.#decide(userCode, decider, { at: "denied" });
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
    return await this.#grant(code.name, code.decision);
  }

  async #grant(name: string, approval: Approval): Promise<DeviceAnswer> {
    const { userName: user, keyId: parentId } = approval;
    // Without a key it was somebody at the hub's machine, whoever it was for.
    const by = parentId === undefined ? operator : approval;
    try {
      const wanted = { user, scopes: ["provider"], name, parentId } as const;
      return { at: "granted", key: (await this.#accounts.createKey(wanted, by)).secret };
    } catch (thrown) {
      // The key that approved it was revoked before the agent came back.
      if (asFailure(thrown).code === "INVALID_KEY") return { at: "denied" };
      throw thrown;
    }
  }

  async #decide(
    userCode: string,
    decider: Decider,
    decision: Exclude<DeviceCode["decision"], { at: "pending" }>,
  ): Promise<DeviceCode> {
    const code = await this.find(userCode, decider);
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

function tooMany(): Failure {
  const message = "Too many agents wait to be confirmed. Try again in a minute.";
  return new Failure("RATE_LIMITED", message, { retryAfterMs: 60_000 });
}

function notWaiting(): Failure {
  const message = "No agent waits under this code. Codes last ten minutes: let it show a new one.";
  return new Failure("NOT_FOUND", message, { param: "code" });
}
