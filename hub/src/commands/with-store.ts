import { stat } from "node:fs/promises";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Accounts } from "../accounts/accounts.ts";
import { createAccounts } from "../accounts/create-accounts.ts";
import { systemClock } from "../clock.ts";
import { dataFolder } from "../data-folder.ts";
import { openSqliteStore } from "../store/sqlite/open-sqlite-store.ts";
import type { Store } from "../store/store.ts";

/** Opens the store of an existing hub for one command; throws NOT_FOUND where there is none. */
export async function withStore<T>(folder: string, use: (store: Store) => Promise<T>): Promise<T> {
  await requireHub(folder);
  return withNewStore(folder, use);
}

/** The same, making the store where there is none. */
export async function withNewStore<T>(
  folder: string,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openSqliteStore(folder);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Throws NOT_FOUND when there is no hub's data in the folder. */
export async function requireHub(folder: string): Promise<void> {
  const path = dataFolder(folder).database;
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new Failure(
      "NOT_FOUND",
      `There is no hub in ${folder} (no ${path}). Name its folder with --data, or make a first key with \`club-hub keys create\`.`,
    );
  }
}

/** The accounts of a store, by the wall clock. */
export function accountsOf(store: Store): Accounts {
  return createAccounts(store.accounts, systemClock);
}
