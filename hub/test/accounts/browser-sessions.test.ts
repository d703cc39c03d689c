import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { BrowserSessions } from "../../src/accounts/browser-sessions.ts";
import { createAccounts } from "../../src/accounts/create-accounts.ts";
import {
  maxBrowserSessions,
  maxSessionsPerKey,
  maxSessionsPerUser,
  sessionLifeMs,
} from "../../src/accounts/limits.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { ManualClock } from "../manual-clock.ts";
import { temporaryFolder } from "../temporary-folder.ts";

async function openSessions(
  t: TestContext,
): Promise<{ sessions: BrowserSessions; clock: ManualClock; restart: () => BrowserSessions }> {
  const store = await openSqliteStore(await temporaryFolder(t));
  t.after(() => store.close());
  const clock = new ManualClock();
  const restart = (): BrowserSessions => new BrowserSessions(store.sessions, clock);
  return { sessions: restart(), clock, restart };
}

test("a token stands for its key until it is closed", async (t) => {
  const { sessions } = await openSessions(t);
  const token = await sessions.open("key_a");
  assert.equal(await sessions.keyOf(token), "key_a");
  assert.equal(await sessions.keyOf(`${token}x`), undefined);
  await sessions.close(token);
  assert.equal(await sessions.keyOf(token), undefined);
});

test("a browser stays signed in when the hub restarts", async (t) => {
  const { sessions, restart } = await openSessions(t);
  const token = await sessions.open("key_a");
  assert.equal(await restart().keyOf(token), "key_a");
});

test("a session ends with its time", async (t) => {
  const { sessions, clock } = await openSessions(t);
  const token = await sessions.open("key_a");
  await clock.advance(sessionLifeMs - 1);
  assert.equal(await sessions.keyOf(token), "key_a");
  await clock.advance(1);
  assert.equal(await sessions.keyOf(token), undefined);
});

test("a key's oldest session makes room for its next, and leaves others alone", async (t) => {
  const { sessions } = await openSessions(t);
  const other = await sessions.open("key_b");
  const keys = [];
  const tokens = [];
  for (let at = 0; at <= maxSessionsPerKey; at += 1) tokens.push(await sessions.open("key_a"));
  for (const token of tokens) keys.push(await sessions.keyOf(token));
  assert.deepEqual(keys, [undefined, ...Array.from({ length: maxSessionsPerKey }, () => "key_a")]);
  assert.equal(await sessions.keyOf(other), "key_b");
});

test("a user who signs in with one new key after the other signs nobody else out", async (t) => {
  const store = await openSqliteStore(await temporaryFolder(t));
  t.after(() => store.close());
  const clock = new ManualClock();
  const accounts = createAccounts(store.accounts, clock);
  const sessions = new BrowserSessions(store.sessions, clock);
  const keyOf = async (user: string): Promise<string> =>
    (await accounts.createKey({ user, scopes: ["consumer"] })).key.id;
  const other = await sessions.open(await keyOf("ben"));
  const tokens: string[] = [];
  while (tokens.length <= maxSessionsPerUser) {
    const keyId = await keyOf("ann");
    for (let at = 0; at < maxSessionsPerKey; at += 1) tokens.push(await sessions.open(keyId));
    await accounts.revokeKey(keyId);
  }
  const kept = await Promise.all(tokens.map((token) => sessions.keyOf(token)));
  assert.equal(kept.filter((key) => key !== undefined).length, maxSessionsPerUser);
  assert.notEqual(await sessions.keyOf(other), undefined);
});

test("when there are too many sessions in all, the oldest goes", async (t) => {
  const { sessions } = await openSessions(t);
  const first = await sessions.open("key_0");
  const last = await Promise.all(
    Array.from({ length: maxBrowserSessions }, (_, at) => sessions.open(`key_${at + 1}`)),
  );
  assert.equal(await sessions.keyOf(first), undefined);
  assert.equal(await sessions.keyOf(last.at(-1) ?? ""), `key_${maxBrowserSessions}`);
});
