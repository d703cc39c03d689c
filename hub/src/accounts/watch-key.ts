import { asFailure } from "@club/shared/wire/failures.ts";
import type { Clock } from "../clock.ts";
import type { Accounts } from "./accounts.ts";
import { requireOneOf } from "./authenticator.ts";
import { recheckMs } from "./limits.ts";
import type { Scope } from "./scope.ts";

export type KeyWatchOptions = {
  readonly accounts: Pick<Accounts, "recheck">;
  readonly clock: Clock;
};

/**
 * Looks at the key of an open connection every now and then, until it is disposed, and calls back once
 * when the key is no longer accepted: it was revoked, has expired, lost the scope, or its user is
 * disabled. A store that does not answer changes nothing.
 */
export function watchKey(
  keyId: string,
  scope: Scope,
  { accounts, clock }: KeyWatchOptions,
  onRefused: () => void,
): Disposable {
  let isOver = false;
  let timer: Disposable;
  const look = async (): Promise<void> => {
    const isRefused = await isKeyRefused(keyId, scope, accounts);
    if (isOver) return;
    if (isRefused) onRefused();
    else timer = clock.after(recheckMs, () => void look());
  };
  timer = clock.after(recheckMs, () => void look());
  return {
    [Symbol.dispose]: () => {
      isOver = true;
      timer[Symbol.dispose]();
    },
  };
}

async function isKeyRefused(
  keyId: string,
  scope: Scope,
  accounts: Pick<Accounts, "recheck">,
): Promise<boolean> {
  try {
    requireOneOf(await accounts.recheck(keyId), [scope]);
    return false;
  } catch (thrown) {
    const { code } = asFailure(thrown);
    return code === "INVALID_KEY" || code === "PERMISSION_DENIED";
  }
}
