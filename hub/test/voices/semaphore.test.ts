import assert from "node:assert/strict";
import { test } from "node:test";
import { Semaphore } from "../../src/voices/semaphore.ts";

const never = new AbortController().signal;

test("so many go through at once, the next in their turn, and one too many is told when to come back", async () => {
  const turnstile = new Semaphore(1, 2);
  const inside = await turnstile.enter(never);
  const order: string[] = [];
  const waiting = ["first", "second"].map(async (name) => {
    using _ = await turnstile.enter(never);
    order.push(name);
  });
  await assert.rejects(turnstile.enter(never), { code: "BUSY", retryAfterMs: 5_000 });
  inside[Symbol.dispose]();
  await Promise.all(waiting);
  assert.deepEqual(order, ["first", "second"]);
  using _ = await turnstile.enter(never);
});

test("whoever goes away while waiting leaves the place to the next", async () => {
  const turnstile = new Semaphore(1, 1);
  const inside = await turnstile.enter(never);
  const leaver = new AbortController();
  const left = turnstile.enter(leaver.signal);
  leaver.abort(new Error("gone"));
  await assert.rejects(left, { message: "gone" });
  const next = turnstile.enter(never);
  inside[Symbol.dispose]();
  using _ = await next;
  await assert.rejects(turnstile.enter(AbortSignal.abort(new Error("gone"))), { message: "gone" });
});
