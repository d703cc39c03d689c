import assert from "node:assert/strict";
import { test } from "node:test";
import { dataFolder } from "../../../src/data-folder.ts";
import { maxServingWaitMs } from "../../../src/store/limits.ts";
import { beginServing } from "../../../src/store/sqlite/serving-lock.ts";
import { ManualClock } from "../../manual-clock.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { until } from "../../until.ts";

test("a second hub on one folder is refused while the first serves", async (t) => {
  const folder = dataFolder(await temporaryFolder(t));
  const clock = new ManualClock();
  using _ = await beginServing(folder, clock);
  const second = inTime(clock, beginServing(folder, clock));
  await assert.rejects(second, { code: "CONFLICT", message: /Another hub serves/ });
  using elsewhere = await beginServing(dataFolder(await temporaryFolder(t)), clock);
  assert.ok(elsewhere);
});

test("a hub that takes over waits until the one before it is told to stop", async (t) => {
  const folder = dataFolder(await temporaryFolder(t));
  const clock = new ManualClock();
  const first = await beginServing(folder, clock);
  const second = beginServing(folder, clock);
  await clock.advance(maxServingWaitMs / 2);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  (await inTime(clock, second))[Symbol.dispose]();
});

/** Lets time pass until a promise has settled. */
async function inTime<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  let isOver = false;
  const over = (): void => {
    isOver = true;
  };
  promise.then(over, over);
  await until("it has settled", async () => {
    await clock.advance(maxServingWaitMs / 20);
    return isOver;
  });
  return await promise;
}
