import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import { BackgroundTasks } from "../../src/upkeep/background-tasks.ts";
import { ManualClock } from "../manual-clock.ts";

const log = pino({ level: "silent" });

test("a run that fails is a warning until one succeeds, and the next comes at its time", async () => {
  const clock = new ManualClock();
  await using tasks = new BackgroundTasks(clock, log);
  let runs = 0;
  const run = async (): Promise<void> => {
    runs += 1;
    if (runs <= 2) throw new Error(`the disk is full (${runs})`);
  };
  await tasks.start({ name: "sweeping", everyMs: 1_000, run });
  assert.deepEqual(tasks.warnings(), ["sweeping: the disk is full (1)"]);
  await clock.advance(999);
  assert.equal(runs, 1);
  await clock.advance(1);
  assert.deepEqual(tasks.warnings(), ["sweeping: the disk is full (2)"]);
  await clock.advance(1_000);
  assert.deepEqual(tasks.warnings(), []);
  await clock.advance(5_000);
  assert.equal(runs, 8);
});

test("a failure that goes on is logged once, and its end", async () => {
  const clock = new ManualClock();
  const lines: string[] = [];
  const lined = pino({ level: "info" }, { write: (line) => void lines.push(line) });
  await using tasks = new BackgroundTasks(clock, lined);
  let isWell = false;
  const run = (): Promise<void> =>
    isWell ? Promise.resolve() : Promise.reject(new Error("no room"));
  await tasks.start({ name: "sweeping", everyMs: 1_000, run });
  await clock.advance(10_000);
  isWell = true;
  await clock.advance(10_000);
  const messages = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
  assert.deepEqual(messages, ["background work failed", "works again"]);
});

test("what runs is told to stop and waited for", async () => {
  const clock = new ManualClock();
  const tasks = new BackgroundTasks(clock, log);
  let ended = false;
  const run = (signal: AbortSignal): Promise<void> =>
    new Promise((_, reject) => {
      signal.addEventListener("abort", () => {
        ended = true;
        reject(new Error("stopped"));
      });
    });
  void tasks.start({ name: "walking", everyMs: 1_000, run });
  await tasks[Symbol.asyncDispose]();
  assert.equal(ended, true);
  assert.deepEqual(tasks.warnings(), []);
  assert.equal(clock.pending, 0);
});
