import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import { Redial } from "../../src/link/redial.ts";

const lost = new Failure("CONN_LOST", "gone");
const refused = new Failure("INVALID_KEY", "no");
const almostOne = (): number => 0.999;

function waits(redial: Redial, count: number, resumable = false): readonly number[] {
  return Array.from({ length: count }, () => {
    const plan = redial.plan(lost, 0, resumable);
    return plan.next === "retry" ? Math.ceil(plan.waitMs / 1_000) : -1;
  });
}

test("the waits double up to half a minute, for ever", () => {
  assert.deepEqual(waits(new Redial(false, almostOne), 8), [1, 2, 4, 8, 16, 30, 30, 30]);
});

test("while streams wait to be resumed the waits do not grow", () => {
  assert.deepEqual(waits(new Redial(false, almostOne), 4, true), [1, 1, 1, 1]);
});

test("the waits start over once the link was up for ten seconds, not before", () => {
  const redial = new Redial(false, almostOne);
  waits(redial, 3);
  redial.welcomed(0);
  assert.equal(Math.ceil(waitMs(redial, 9_999)), 8_000 * 0.999);
  redial.welcomed(20_000);
  assert.equal(Math.ceil(waitMs(redial, 30_000)), 999);
});

test("Retry-After is a lower bound", () => {
  const busy = new Failure("SHUTTING_DOWN", "later", { retryAfterMs: 50_000 });
  const plan = new Redial(false, () => 0).plan(busy, 0, true);
  assert.deepEqual(plan, { next: "retry", waitMs: 50_000 });
});

test("a refusal ends the first connect, and is held after a welcome", () => {
  const redial = new Redial(false, almostOne);
  assert.deepEqual(redial.plan(refused, 0, false), { next: "give-up" });
  redial.welcomed(0);
  assert.deepEqual(redial.plan(refused, 0, false), { next: "hold" });
});

test("with once, any failure ends the first connect, and none a later one", () => {
  const redial = new Redial(true, almostOne);
  assert.deepEqual(redial.plan(lost, 0, false), { next: "give-up" });
  redial.welcomed(0);
  assert.equal(redial.plan(lost, 0, false).next, "retry");
});

function waitMs(redial: Redial, nowMs: number): number {
  const plan = redial.plan(lost, nowMs, false);
  return plan.next === "retry" ? plan.waitMs : -1;
}
