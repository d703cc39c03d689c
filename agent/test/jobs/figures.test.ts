import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import { PromptCache } from "../../src/jobs/prompt-cache.ts";
import { Quantiles } from "../../src/jobs/quantiles.ts";
import { Slots } from "../../src/jobs/slots.ts";
import { Stopwatch } from "../../src/jobs/stopwatch.ts";
import { Tally } from "../../src/jobs/tally.ts";
import { wireFacts } from "../../src/jobs/wire-facts.ts";
import { agentLimits } from "../../src/limits.ts";
import { until } from "../until.ts";

test("quantiles are of the latest samples alone", () => {
  const quantiles = new Quantiles(100);
  assert.equal(quantiles.at(0.5), undefined);
  for (let sample = 1; sample <= 100; sample += 1) quantiles.add(sample);
  assert.equal(quantiles.at(0.5), 50);
  assert.equal(quantiles.at(0.95), 95);
  for (let sample = 0; sample < 100; sample += 1) quantiles.add(7);
  assert.equal(quantiles.at(0.95), 7);
});

test("only the time that is spent on the engine counts", async () => {
  let nowMs = 0;
  const watch = new Stopwatch(() => nowMs);
  async function* items(): AsyncGenerator<number> {
    for (let at = 0; at < 3; at += 1) {
      nowMs += 10;
      yield at;
    }
  }
  for await (const _ of watch.each(items())) nowMs += 1_000;
  assert.equal(watch.spentMs, 30);
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

test("recordings are kept by their hash up to a size, the oldest going first, until they are forgotten", () => {
  const cache = new PromptCache();
  const half = new Uint8Array(agentLimits.promptCacheBytes / 2);
  cache.expect("a")(half);
  cache.expect("b")(half);
  assert.equal(cache.get("a"), half);
  cache.expect("c")(half);
  assert.equal(cache.get("b"), undefined);
  assert.equal(cache.get("a"), half);
  cache.expect("huge")(new Uint8Array(agentLimits.promptCacheBytes + 1));
  assert.equal(cache.get("huge"), undefined);
  cache.forget("a");
  assert.equal(cache.get("a"), undefined);
  assert.equal(cache.get("c"), half);
  cache.forget();
  assert.equal(cache.get("c"), undefined);
});

test("a recording that nobody asks for is forgotten without being asked for", async () => {
  const cache = new PromptCache(10);
  cache.expect("a")(new Uint8Array(1));
  await until("its time is over", () => cache.size === 0);
});

test("a recording that is to be forgotten while it is on its way is not kept", () => {
  const cache = new PromptCache();
  const keep = cache.expect("a");
  cache.forget("a");
  keep(new Uint8Array(1));
  assert.equal(cache.get("a"), undefined);
  cache.expect("a")(new Uint8Array(1));
  assert.equal(cache.size, 1);
});

test("facts are cut to what a frame may carry", () => {
  const facts = wireFacts({ seed: 7, words: "x".repeat(1_000), "": "no name", rate: Number.NaN });
  assert.deepEqual(facts, { seed: 7, words: "x".repeat(512) });
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`fact${at}`, at]));
  assert.equal(Object.keys(wireFacts(many)).length, 32);
});
