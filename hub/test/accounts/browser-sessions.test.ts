import assert from "node:assert/strict";
import { test } from "node:test";
import { BrowserSessions } from "../../src/accounts/browser-sessions.ts";
import { maxBrowserSessions, maxSessionsPerKey, sessionLifeMs } from "../../src/accounts/limits.ts";
import { ManualClock } from "../manual-clock.ts";

test("a token stands for its key until it is closed", () => {
  const sessions = new BrowserSessions(new ManualClock());
  const token = sessions.open("key_a");
  assert.equal(sessions.keyOf(token), "key_a");
  assert.equal(sessions.keyOf(`${token}x`), undefined);
  sessions.close(token);
  assert.equal(sessions.keyOf(token), undefined);
});

test("a session ends with its time", async () => {
  const clock = new ManualClock();
  const sessions = new BrowserSessions(clock);
  const token = sessions.open("key_a");
  await clock.advance(sessionLifeMs - 1);
  assert.equal(sessions.keyOf(token), "key_a");
  await clock.advance(1);
  assert.equal(sessions.keyOf(token), undefined);
});

test("a key's oldest session makes room for its next, and leaves others alone", () => {
  const sessions = new BrowserSessions(new ManualClock());
  const other = sessions.open("key_b");
  const tokens = Array.from({ length: maxSessionsPerKey + 1 }, () => sessions.open("key_a"));
  const keys = tokens.map((token) => sessions.keyOf(token));
  assert.deepEqual(keys, [undefined, ...Array.from({ length: maxSessionsPerKey }, () => "key_a")]);
  assert.equal(sessions.keyOf(other), "key_b");
});

test("when there are too many sessions in all, the oldest goes", () => {
  const sessions = new BrowserSessions(new ManualClock());
  const first = sessions.open("key_0");
  const last = Array.from({ length: maxBrowserSessions }, (_, at) =>
    sessions.open(`key_${at + 1}`),
  );
  assert.equal(sessions.keyOf(first), undefined);
  assert.equal(sessions.keyOf(last.at(-1) ?? ""), `key_${maxBrowserSessions}`);
});
