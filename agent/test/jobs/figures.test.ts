import assert from "node:assert/strict";
import { test } from "node:test";
import { PromptCache } from "../../src/jobs/prompt-cache.ts";
import { Stopwatch } from "../../src/jobs/stopwatch.ts";
import { wireFacts } from "../../src/jobs/wire-facts.ts";
import { agentLimits } from "../../src/limits.ts";
import { until } from "../until.ts";

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
