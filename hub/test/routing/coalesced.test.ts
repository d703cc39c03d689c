import assert from "node:assert/strict";
import { test } from "node:test";
import { Coalesced } from "../../src/routing/coalesced.ts";
import { ManualClock } from "../manual-clock.ts";

test("what is quick runs with every call", () => {
  let runs = 0;
  const looks = new Coalesced(new ManualClock(), () => (runs += 1));
  for (let call = 0; call < 5; call += 1) looks.call();
  assert.equal(runs, 5);
});

test("what takes its time runs for a tenth of it, and once more after the last call", async () => {
  const clock = new ManualClock();
  let runs = 0;
  const looks = new Coalesced(clock, () => {
    runs += 1;
    clock.pass(20);
  });
  for (let call = 0; call < 1_000; call += 1) looks.call();
  assert.equal(runs, 1);
  await clock.advance(200);
  assert.equal(runs, 2);
  await clock.advance(1_000);
  assert.equal(runs, 2);
  looks.call();
  looks.close();
  assert.equal(clock.pending, 0);
});
