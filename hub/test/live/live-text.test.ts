import assert from "node:assert/strict";
import { test } from "node:test";
import {
  array,
  assert as check,
  asyncProperty,
  boolean,
  constantFrom,
  integer,
  record,
} from "fast-check";
import { systemClock } from "../../src/clock.ts";
import { LiveText } from "../../src/live/live-text.ts";
import { arrivingText, flush } from "../../src/text/arriving-text.ts";
import { arrivingBoundsFor } from "../../src/text/segments.ts";

const never = new AbortController().signal;
const bounds = arrivingBoundsFor({ features: [] });

test("a text that comes in any pieces, flushed anywhere, is spoken exactly once", async () => {
  const text = array(
    constantFrom(
      "Dr. Who",
      " went",
      " 3.14",
      " miles. ",
      "😀 ",
      "e.g. ",
      "“Yes!” ",
      "he said",
      "… ",
      "你好。",
      "\n",
    ),
    { minLength: 1, maxLength: 30 },
  );
  const cuts = array(record({ units: integer({ min: 1, max: 7 }), flushes: boolean() }), {
    minLength: 1,
    maxLength: 20,
  });
  await check(
    asyncProperty(text, cuts, async (parts, pieces) => {
      const whole = parts.join("").trimStart();
      const live = new LiveText(10_000);
      for (let at = 0, turn = 0; at < whole.length; turn += 1) {
        const { units, flushes } = pieces[turn % pieces.length] ?? { units: 1, flushes: false };
        live.push(whole.slice(at, at + units));
        if (flushes) live.flush();
        at += units;
      }
      live.end();
      const spoken: string[] = [];
      for await (const segment of arrivingText(live, { bounds }, systemClock, never)) {
        spoken.push(segment.text);
      }
      // Only a sentence that a message ends with may get a space behind it.
      assert.equal(spoken.join(""), live.whole);
      assert.equal(live.whole.replaceAll(/\s/gu, ""), whole.replaceAll(/\s/gu, ""));
    }),
    { numRuns: 200 },
  );
});

test("sentences without a space between them get one, and halves of words do not", () => {
  assert.equal(said("It is late.", "Good night."), "It is late. Good night.");
  assert.equal(said("It costs 3.", "50 francs."), "It costs 3.50 francs.");
  assert.equal(said("Good ni", "ght. ", "Sleep well."), "Good night. Sleep well.");
  assert.equal(said("Smile \ud83d", "\ude00 now."), "Smile 😀 now.");
});

test("more text than may wait is refused, and so is more than a request may have", async () => {
  const waiting = new LiveText(100_000);
  waiting.push("a".repeat(32_768));
  assert.throws(() => waiting.push("b"), { code: "TOO_LARGE" });
  await waiting.next();
  waiting.push("b");
  const whole = new LiveText(10);
  assert.throws(() => whole.push("Far too long."), { code: "TOO_LARGE" });
});

test("a text without words has nothing to say, and one with words is known at once", async () => {
  const silent = new LiveText(100);
  silent.push(" … ");
  silent.end();
  assert.equal(await silent.worded, false);
  const worded = new LiveText(100);
  worded.push("Yes");
  assert.equal(await worded.worded, true);
  worded.flush();
  worded.flush();
  assert.deepEqual(await worded.next(), { done: false, value: "Yes" });
  assert.deepEqual(await worded.next(), { done: false, value: flush });
});

function said(...messages: string[]): string {
  const text = new LiveText(1_000);
  for (const message of messages) text.push(message);
  return text.whole;
}
