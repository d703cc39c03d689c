import type { Archive } from "../archive/archive.ts";
import type { HistoryPosition, HistoryStore, StoredEntry } from "../store/history-store.ts";
import { idempotencyLifeMs } from "../store/limits.ts";
import type { Store } from "../store/store.ts";
import { pageEntries } from "./limits.ts";

/** What is kept of each user's history; undefined: for ever, and all of it. */
export type RetentionPolicy = {
  readonly maxAgeMs?: number | undefined;
  /** Bytes of audio of one user; the oldest goes first. */
  readonly maxBytesPerUser?: number | undefined;
};

/** Removes what a capability keeps from before a time, in Unix milliseconds. Returns how much went. */
export type Expiry = (beforeMs: number, signal: AbortSignal) => Promise<number>;

export type RetentionOptions = {
  readonly store: Store;
  readonly archive: Archive;
  readonly policy: RetentionPolicy;
  /** What else ages as history does. */
  readonly expiries: readonly Expiry[];
  readonly nowMs: number;
};

/**
 * Removes what the policy no longer keeps, rows and audio; usage stays. Also forgets old
 * Idempotency-Keys. Goes through the history in small pages, so that a hub may run it at work.
 * Returns how many entries went.
 */
export async function applyRetention(
  { store, archive, policy, expiries, nowMs }: RetentionOptions,
  signal: AbortSignal,
): Promise<number> {
  await store.history.forgetOnce(nowMs - idempotencyLifeMs);
  let removed = 0;
  for (const user of await store.accounts.listUsers()) {
    for await (const entry of expired(store.history, user.id, policy, nowMs)) {
      signal.throwIfAborted();
      const { id, extension } = entry;
      if (extension !== undefined) await archive.remove({ id, extension });
      if (await store.history.remove(user.id, id)) removed += 1;
    }
  }
  if (policy.maxAgeMs === undefined) return removed;
  for (const expire of expiries) removed += await expire(nowMs - policy.maxAgeMs, signal);
  return removed;
}

/** Every entry of a user, newest first. */
export async function* everyStored(
  history: HistoryStore,
  userId: string,
  from?: HistoryPosition,
): AsyncIterable<StoredEntry> {
  let after = from;
  do {
    const page = await history.listStored({ userId, limit: pageEntries, after });
    yield* page.entries;
    after = page.next;
  } while (after !== undefined);
}

async function* expired(
  history: HistoryStore,
  userId: string,
  { maxAgeMs = Infinity, maxBytesPerUser = Infinity }: RetentionPolicy,
  nowMs: number,
): AsyncIterable<StoredEntry> {
  if (maxAgeMs === Infinity && maxBytesPerUser === Infinity) return;
  // Without a limit on bytes, what is young enough need not be looked at.
  const from = { createdMs: nowMs - maxAgeMs, id: "" };
  let bytes = 0;
  for await (const entry of everyStored(
    history,
    userId,
    maxBytesPerUser === Infinity ? from : undefined,
  )) {
    bytes += entry.extension === undefined ? 0 : entry.bytes;
    const isOld = entry.createdMs < nowMs - maxAgeMs;
    if (entry.status !== "running" && (isOld || bytes > maxBytesPerUser)) yield entry;
  }
}
