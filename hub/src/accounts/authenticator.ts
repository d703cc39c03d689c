import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import type { IncomingHttpHeaders } from "node:http";
import type { Clock } from "../clock.ts";
import type { Accounts } from "./accounts.ts";
import type { Caller } from "./caller.ts";
import type { LoginThrottle } from "./login-throttle.ts";
import type { Scope } from "./scope.ts";

/** Tells who is calling by the key that a request brings, and slows down those who guess keys. */
export class Authenticator {
  readonly #accounts: Pick<Accounts, "authenticate">;
  readonly #throttle: LoginThrottle;
  readonly #clock: Pick<Clock, "monotonicMs">;

  constructor(
    accounts: Pick<Accounts, "authenticate">,
    throttle: LoginThrottle,
    clock: Pick<Clock, "monotonicMs">,
  ) {
    this.#accounts = accounts;
    this.#throttle = throttle;
    this.#clock = clock;
  }

  /** By the bearer key among a request's headers. Throws as `withKey`. */
  async withHeader({ authorization = "" }: IncomingHttpHeaders, address: string): Promise<Caller> {
    const [scheme, secret] = authorization.split(" ");
    const isBearer = scheme?.toLowerCase() === "bearer";
    return await this.withKey(isBearer ? secret : undefined, address);
  }

  /**
   * Whose key this is. Throws INVALID_KEY, and RATE_LIMITED instead while an address that brought many
   * wrong ones has to wait. A right key is taken from there, too: others may share the address.
   */
  async withKey(secret: string | undefined, address: string): Promise<Caller> {
    if (!secret) {
      const message = "Give your API key in the header: Authorization: Bearer club_…";
      throw new Failure("INVALID_KEY", message);
    }
    try {
      const caller = await this.#accounts.authenticate(secret);
      this.#throttle.succeeded(address);
      return caller;
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code === "INVALID_KEY") {
        const nowMs = this.#clock.monotonicMs();
        this.#throttle.check(address, nowMs);
        this.#throttle.failed(address, nowMs);
      }
      throw failure;
    }
  }
}

/** Throws PERMISSION_DENIED when the caller's key has none of the scopes. */
export function requireOneOf(caller: Pick<Caller, "scopes">, scopes: readonly Scope[]): void {
  if (scopes.some((scope) => caller.scopes.includes(scope))) return;
  const wanted = scopes.map((scope) => `"${scope}"`).join(" or ");
  throw new Failure("PERMISSION_DENIED", `This API key lacks the scope ${wanted}.`);
}
