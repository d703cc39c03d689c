import assert from "node:assert/strict";
import { test } from "node:test";
import { maxEndedWork, trendMinutes } from "../../src/routing/limits.ts";
import { WorkLog } from "../../src/routing/work-log.ts";
import { ManualClock } from "../manual-clock.ts";

test("a service's load is the slots that were taken, minute by minute", async () => {
  const clock = new ManualClock();
  await clock.advance(60_000 - (clock.monotonicMs() % 60_000));
  const log = new WorkLog(clock);
  const first = log.begin("ann");
  await clock.advance(30_000);
  const second = log.begin("ben");
  await clock.advance(60_000);
  log.end(second);
  await clock.advance(30_000);
  log.end(first);
  const { busy } = log.trend();
  assert.equal(busy.length, trendMinutes);
  assert.deepEqual(busy.slice(-3), [1.5, 1.5, 0]);
  await clock.advance(trendMinutes * 60_000);
  assert.ok(log.trend().busy.every((share) => share === 0));
});

test("the time to first audio is averaged over each minute", async () => {
  const clock = new ManualClock();
  const log = new WorkLog(clock);
  const work = log.begin("ann");
  log.firstAudio(work, 100);
  log.firstAudio(work, 300);
  assert.equal(log.trend().firstAudioMs.at(-1), 200);
  assert.equal(log.trend().firstAudioMs.at(-2), undefined);
  assert.equal(work.firstAudioMs, 100);
});

test("who is spoken for is known, then how it ended; the newest come first", async () => {
  const clock = new ManualClock();
  const log = new WorkLog(clock);
  const work = log.begin("ann");
  assert.deepEqual(
    log.running.map(({ userName }) => userName),
    ["ann"],
  );
  await clock.advance(1_500);
  work.outcome = "completed";
  log.end(work);
  log.end(work);
  assert.equal(log.running.length, 0);
  assert.equal(log.ended.length, 1);
  assert.equal(log.ended[0]?.tookMs, 1_500);
  for (let count = 0; count < maxEndedWork; count += 1) log.end(log.begin(`user ${count}`));
  assert.equal(log.ended.length, maxEndedWork);
  assert.equal(log.ended[0]?.userName, `user ${maxEndedWork - 1}`);
});
