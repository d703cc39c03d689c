import { systemClock } from "../../../hub/src/clock.ts";
import { createAccounts } from "../../../hub/src/accounts/create-accounts.ts";
import type { Store } from "../../../hub/src/store/store.ts";

/** Whose requests are stored. */
export type Owner = { readonly userId: string; readonly keyId: string };

/** Makes a user with a key. */
export async function account(store: Store): Promise<Owner> {
  const { key } = await createAccounts(store.accounts, systemClock).createKey({
    user: "bench",
    scopes: ["consumer"],
  });
  return { userId: key.userId, keyId: key.id };
}
