import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Availability, type AvailabilityRules } from "../../src/availability/availability.ts";
import { DailyShare } from "../../src/availability/daily-share.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { until } from "../until.ts";

const ignore = (): void => undefined;

const free: AvailabilityRules = { quietHours: [], dailyAudioMinutes: undefined, pauseWhile: [] };

async function withRules(
  rules: Partial<AvailabilityRules>,
  use: (availability: Availability, clock: { now: Date }, folder: string) => Promise<void>,
): Promise<void> {
  await using folder = await temporaryFolder();
  const clock = { now: new Date("2026-03-01T12:00:00") };
  const wallClock = (): Date => clock.now;
  const share = await DailyShare.open(join(folder.path, "day.json"), wallClock, ignore);
  const options = { share, wallClock, changed: () => undefined };
  await use(new Availability({ ...free, ...rules }, options), clock, folder.path);
  await share.saved();
}

test("without rules, work is taken", async () => {
  await withRules({}, async (availability) => {
    assert.equal(availability.closed, undefined);
  });
});

test("a pause lasts until it is ended", async () => {
  await withRules({}, async (availability) => {
    availability.pause();
    assert.match(availability.closed ?? "", /^Paused by its owner: /);
    availability.resume();
    assert.equal(availability.closed, undefined);
  });
});

test("a pause for a time says until when", async () => {
  await withRules({}, async (availability) => {
    availability.pause(3_600_000);
    assert.match(availability.closed ?? "", /^Paused by its owner until 13:00: /);
  });
});

test("in quiet hours no work is taken", async () => {
  const quietHours = [{ fromMinute: 11 * 60, toMinute: 13 * 60 }];
  await withRules({ quietHours }, async (availability, clock) => {
    assert.equal(availability.closed, "Quiet hours until 13:00.");
    clock.now = new Date("2026-03-01T13:00:00");
    assert.equal(availability.closed, undefined);
  });
});

test("a day's share of audio ends with the day", async () => {
  await withRules({ dailyAudioMinutes: 2 }, async (availability, clock) => {
    availability.spoke(119);
    assert.equal(availability.closed, undefined);
    availability.spoke(1);
    assert.equal(availability.closed, "Today's 2 minutes of audio are spoken; more tomorrow.");
    clock.now = new Date("2026-03-02T00:00:01");
    assert.equal(availability.closed, undefined);
  });
});

test("a day's share is kept over a restart", async () => {
  await withRules({ dailyAudioMinutes: 60 }, async (availability, clock, folder) => {
    availability.spoke(30);
    availability.spoke(12.5);
    const path = join(folder, "day.json");
    await until("it is kept", () =>
      readFile(path, "utf8").then(
        (text) => text.includes("42.5"),
        () => false,
      ),
    );
    assert.equal((await DailyShare.open(path, () => clock.now, ignore)).audioSeconds, 42.5);
  });
});

test("while a program of the owner's exits with 0, no work is taken", async () => {
  await using folder = await temporaryFolder();
  const flag = join(folder.path, "game");
  await writeFile(flag, "");
  const pauseWhile = ["test", "-e", flag];
  await withRules({ pauseWhile }, async (availability) => {
    const stop = new AbortController();
    const watch = availability.watch(stop.signal);
    await until("it is paused", () => availability.closed !== undefined);
    assert.equal(availability.closed, `Paused while \`test -e ${flag}\` exits with 0.`);
    await rm(flag);
    await until("it works again", () => availability.closed === undefined);
    stop.abort();
    await watch;
  });
});

test("a program that cannot be run does not pause", async () => {
  await withRules({ pauseWhile: ["no-such-program"] }, async (availability) => {
    const stop = new AbortController();
    const watch = availability.watch(stop.signal);
    stop.abort();
    await watch;
    assert.equal(availability.closed, undefined);
  });
});
