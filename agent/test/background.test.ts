import assert from "node:assert/strict";
import { test } from "node:test";
import { Background } from "../src/background.ts";
import { agentLimits } from "../src/limits.ts";
import { until } from "./until.ts";

test("background work that fails is logged, shown for a while, and begins again", async () => {
  const logged: string[] = [];
  let nowMs = 0;
  const background = new Background({ log: (work) => logged.push(work), now: () => nowMs });
  const stop = new AbortController();
  let runs = 0;
  const kept = background.keep(
    "watching",
    async () => {
      runs += 1;
      await Promise.resolve();
      throw new Error(`no disk ${runs}`);
    },
    stop.signal,
  );
  await until("it has begun again", () => runs >= 2);
  assert.deepEqual(logged.slice(0, 2), ["watching", "watching"]);
  assert.deepEqual(background.warnings, [`watching failed: no disk ${runs}`]);
  assert.equal(background.failures, runs);
  stop.abort();
  await kept;
  nowMs = agentLimits.troubleShownMs + 1;
  assert.deepEqual(background.warnings, []);
});

test("what fails while it is being stopped is not told", async () => {
  const background = new Background({ log: assert.fail, now: () => 0 });
  const stop = new AbortController();
  await background.keep(
    "watching",
    () => {
      stop.abort();
      return Promise.reject(new Error("stopped"));
    },
    stop.signal,
  );
  assert.deepEqual(background.warnings, []);
});
