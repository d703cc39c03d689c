import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import { Quantiles } from "../../src/services/quantiles.ts";
import { Slots } from "../../src/services/slots.ts";
import { Tally } from "../../src/services/tally.ts";

test("quantiles are of the latest samples alone", () => {
  const quantiles = new Quantiles(100);
  assert.equal(quantiles.at(0.5), undefined);
  for (let sample = 1; sample <= 100; sample += 1) quantiles.add(sample);
  assert.equal(quantiles.at(0.5), 50);
  assert.equal(quantiles.at(0.95), 95);
  for (let sample = 0; sample < 100; sample += 1) quantiles.add(7);
  assert.equal(quantiles.at(0.95), 7);
});

test("a tally adds up what became of requests", () => {
  const tally = new Tally();
  const figures = { audioSeconds: 2, firstAudioMs: 100, engineMs: 500 };
  tally.add({ at: "served" }, figures);
  tally.add({ at: "cancelled", tookMs: 4 }, figures);
  tally.add({ at: "failed", failure: new Failure("ENGINE_FAILED", "no") }, figures);
  assert.deepEqual(tally.view(), {
    served: 1,
    failed: 1,
    cancelled: 1,
    audioSeconds: 6,
    firstAudioMs: { p50: 100, p95: 100 },
    cancelMs: { p50: 4, p95: 4 },
    realTimeFactor: 0.25,
    lastError: "no",
  });
});

test("slots are taken until they are given back, and not past their number", () => {
  const slots = new Slots(1);
  const slot = slots.take();
  assert.throws(() => slots.take(), { code: "BUSY" });
  slot[Symbol.dispose]();
  assert.equal(slots.busy, 0);
  slots.take();
});
