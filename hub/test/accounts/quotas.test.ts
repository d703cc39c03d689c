import assert from "node:assert/strict";
import { test } from "node:test";
import type { Allowance, UserAllowance } from "../../src/accounts/allowance.ts";
import type { AudioTotals } from "../../src/accounts/audio-tally.ts";
import type { Caller } from "../../src/accounts/caller.ts";
import type { Admission } from "../../src/accounts/quotas.ts";
import { estimatedSeconds, Quotas } from "../../src/accounts/quotas.ts";

type Given = { frames: number; reads: number; broken: boolean; keptBytes: number };

/** Quotas over a store that says how many frames at 8 kHz were given so far. */
function quotasWith(): { quotas: Quotas; clock: Record<"wallMs" | "atMs", number>; given: Given } {
  const clock = { wallMs: Date.UTC(2026, 2, 31, 12), atMs: 0 };
  const given: Given = { frames: 0, reads: 0, broken: false, keptBytes: 0 };
  const usage: AudioTotals = {
    keptBytes: () => Promise.resolve(given.keptBytes),
    framesBetween: async () => {
      given.reads += 1;
      if (given.broken) throw new Error("disk");
      return [{ rateHz: 8000, frames: given.frames }];
    },
  };
  const times = { wallMs: () => clock.wallMs, monotonicMs: () => clock.atMs };
  return { quotas: new Quotas(usage, times), clock, given };
}

function caller(keyAllowance: Allowance, userAllowance: UserAllowance = {}, keyId = "key"): Caller {
  return {
    userId: "user",
    userName: "ann",
    keyId,
    keyName: "",
    scopes: ["consumer"],
    routing: "any",
    keyAllowance,
    userAllowance,
    samplesToOthers: false,
  };
}

/** Asks `times` at once; returns what was admitted. */
async function admitAtOnce(
  quotas: Quotas,
  who: Caller,
  times: number,
  seconds = 1,
): Promise<Admission[]> {
  const asked = Array.from({ length: times }, () => quotas.admit(who, seconds));
  const answers = await Promise.allSettled(asked);
  return answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
}

for (const [name, allowance] of Object.entries({
  "requests a minute": { requestsPerMinute: 50 },
  "requests at once": { concurrent: 50 },
  "audio seconds a day": { audioSecondsPerDay: 50 },
  "audio seconds a month": { audioSecondsPerMonth: 50 },
})) {
  test(`of 200 requests at once 50 pass a limit of 50 ${name}, for a key as for a user`, async () => {
    for (const who of [caller(allowance), caller({}, allowance)]) {
      const { quotas } = quotasWith();
      assert.equal((await admitAtOnce(quotas, who, 200)).length, 50);
    }
  });
}

test("a user's limit holds over all of the user's keys together", async () => {
  const { quotas } = quotasWith();
  const keys = Array.from({ length: 20 }, (_, at) => caller({}, { concurrent: 50 }, `key${at}`));
  const admitted = await Promise.all(keys.map((key) => admitAtOnce(quotas, key, 10)));
  assert.equal(admitted.flat().length, 50);
});

test("what one limit refuses takes nothing from another", async () => {
  const { quotas } = quotasWith();
  const key = caller({ requestsPerMinute: 10 }, { concurrent: 1 });
  const [first] = await admitAtOnce(quotas, key, 5);
  first?.settle(1);
  const second = await quotas.admit(key, 1);
  assert.deepEqual(second.requestsLeft, { limit: 10, remaining: 8, resetMs: 60_000 });
});

test("a minute is any sixty seconds", async () => {
  const { quotas, clock } = quotasWith();
  const who = caller({ requestsPerMinute: 2 });
  await quotas.admit(who, 1);
  clock.atMs = 40_000;
  await quotas.admit(who, 1);
  clock.atMs = 59_999;
  await assert.rejects(quotas.admit(who, 1), { code: "RATE_LIMITED", retryAfterMs: 1 });
  clock.atMs = 60_000;
  await quotas.admit(who, 1);
  await assert.rejects(quotas.admit(who, 1), { code: "RATE_LIMITED", retryAfterMs: 40_000 });
});

test("a request that has ended makes room for one more, once", async () => {
  const { quotas } = quotasWith();
  const who = caller({ concurrent: 1 });
  const admission = await quotas.admit(who, 1);
  await assert.rejects(quotas.admit(who, 1), { code: "RATE_LIMITED" });
  admission.settle(1);
  admission.settle(1);
  await quotas.admit(who, 1);
  await assert.rejects(quotas.admit(who, 1), { code: "RATE_LIMITED" });
});

test("what was spoken counts, not what was reserved", async () => {
  const { quotas } = quotasWith();
  const who = caller({ audioSecondsPerDay: 10 });
  (await quotas.admit(who, 10)).settle(4);
  await assert.rejects(quotas.admit(who, 6.5), { code: "QUOTA_EXCEEDED", retryAfterMs: undefined });
  (await quotas.admit(who, 6)).settle(0);
  await quotas.admit(who, 6);
});

test("what the store knows counts, from the day's and the month's beginning", async () => {
  const { quotas, given, clock } = quotasWith();
  given.frames = 72_000;
  const who = caller({ audioSecondsPerDay: 10 });
  await assert.rejects(quotas.admit(who, 1.5), { code: "QUOTA_EXCEEDED" });
  await quotas.admit(who, 1);
  given.frames = 0;
  clock.wallMs = Date.UTC(2026, 3, 1);
  await quotas.admit(who, 10);
});

test("the store is read once, and again after a minute without reservations", async () => {
  const { quotas, given, clock } = quotasWith();
  const who = caller({ audioSecondsPerDay: 1000 });
  const admitted = await admitAtOnce(quotas, who, 100);
  assert.equal(given.reads, 2);
  clock.atMs = 60_000;
  for (const admission of admitted.slice(1)) admission.settle(0);
  (await quotas.admit(who, 1)).settle(0);
  assert.equal(given.reads, 2);
  admitted[0]?.settle(0);
  await admitAtOnce(quotas, who, 100);
  assert.equal(given.reads, 4);
});

test("a store that cannot be read refuses, and is asked again", async () => {
  const { quotas, given } = quotasWith();
  const who = caller({ audioSecondsPerDay: 10 });
  given.broken = true;
  await assert.rejects(quotas.admit(who, 1), /disk/);
  given.broken = false;
  await quotas.admit(who, 1);
});

test("without limits everything passes", async () => {
  const { quotas, given } = quotasWith();
  assert.equal((await admitAtOnce(quotas, caller({}), 200)).length, 200);
  assert.equal(given.reads, 0);
});

test("fifteen characters are about a second", () => {
  assert.equal(estimatedSeconds(30), 2);
});

test("a request goes on past its estimate while there is audio left, and no further", async () => {
  const { quotas } = quotasWith();
  const who = caller({ audioSecondsPerDay: 100 });
  const [first, second] = await admitAtOnce(quotas, who, 2, 10);
  assert.equal(first?.mayHave(60), true);
  assert.equal(second?.mayHave(41), false);
  assert.equal(second?.mayHave(40), true);
  assert.equal(first?.mayHave(60.1), false);
  first?.settle(5);
  assert.equal(second?.mayHave(95), true);
  second?.settle(95);
  await assert.rejects(quotas.admit(who, 1), { code: "QUOTA_EXCEEDED" });
});

test("a user's recordings together stay within the storage, while they are written", async () => {
  const { quotas, given } = quotasWith();
  const ann = caller({}, { storedBytes: 1_000 });
  const [first, second] = [await quotas.admit(ann, 1), await quotas.admit(ann, 1)];
  first.storage?.take(600);
  second.storage?.take(400);
  const full = { code: "QUOTA_EXCEEDED" };
  assert.throws(() => second.storage?.take(1), full);
  await assert.rejects(quotas.admit(ann, 1), full);
  first.settle(1);
  assert.throws(() => second.storage?.take(1), full);
  second.settle(1);
  // Something was deleted: the store knows what is kept.
  given.keptBytes = 900;
  const third = await quotas.admit(ann, 1);
  third.storage?.take(100);
  assert.throws(() => third.storage?.take(1), full);
});
