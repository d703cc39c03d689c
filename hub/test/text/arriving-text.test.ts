import assert from "node:assert/strict";
import { test } from "node:test";
import {
  array,
  assert as check,
  asyncProperty,
  boolean,
  constant,
  integer,
  oneof,
  tuple,
} from "fast-check";
import { arrivingText, type ArrivingTextOptions, flush } from "../../src/text/arriving-text.ts";
import { characters } from "../../src/text/characters.ts";
import type { Segment } from "../../src/text/segment.ts";
import { arrivingBoundsFor, segmentsOf } from "../../src/text/segments.ts";
import { ManualClock } from "../manual-clock.ts";
import { Chunks } from "./chunks.ts";
import { anyText } from "./texts.ts";

const bounds = arrivingBoundsFor({ features: [] });
const never = new AbortController().signal;

test("a sentence leaves when the next one's first letter has come", async () => {
  const { chunks, heard, settle } = listen();
  for (const chunk of ["Here is a first ", "sent", "ence of it", ".", " "]) chunks.push(chunk);
  await settle();
  assert.deepEqual(texts(heard), []);
  chunks.push("A");
  await settle();
  assert.deepEqual(heard, [
    { text: "Here is a first sentence of it. ", joinsBefore: false, joinsAfter: true },
  ]);
});

test("a full stop is no end in a number or an abbreviation that is still arriving", async () => {
  const { chunks, heard, settle } = listen();
  for (const chunk of [
    "That will cost Dr",
    ". ",
    "Smith 3",
    ".",
    "14 euros, e",
    ".g. today",
    ".",
  ]) {
    chunks.push(chunk);
    await settle();
  }
  assert.deepEqual(heard, []);
  chunks.push("\nAnd so on.");
  chunks.end();
  await settle();
  assert.deepEqual(texts(heard), [
    "That will cost Dr. Smith 3.14 euros, e.g. today.\n",
    "And so on.",
  ]);
});

test("a complete sentence is spoken when nothing more arrives for a moment", async () => {
  const { chunks, heard, clock } = listen();
  chunks.push("Here is a first sentence of it. ");
  await clock.advance(9);
  assert.deepEqual(texts(heard), []);
  await clock.advance(1);
  assert.deepEqual(texts(heard), ["Here is a first sentence of it. "]);
  assert.equal(clock.pending, 0);
});

test("an abbreviation is waited for longer", async () => {
  const { chunks, heard, clock } = listen();
  chunks.push("Here is the house of Dr. ");
  await clock.advance(1_499);
  assert.deepEqual(texts(heard), []);
  await clock.advance(1);
  assert.deepEqual(texts(heard), ["Here is the house of Dr. "]);
});

test("an incomplete sentence is spoken when nothing arrives for long, without its unfinished word", async () => {
  const { chunks, heard, clock, settle } = listen();
  chunks.push("Well, I thi");
  await clock.advance(1_500);
  assert.deepEqual(texts(heard), ["Well, I "]);
  assert.equal(clock.pending, 0);
  chunks.push("nk that it is 3.");
  await clock.advance(1_500);
  assert.deepEqual(texts(heard), ["Well, I ", "think that it is "]);
  chunks.push("14 altogether. So be it.");
  chunks.end();
  await settle();
  assert.deepEqual(texts(heard).slice(2), ["3.14 altogether. So be it."]);
});

test("a flush speaks everything so far, and reports how many segments that is", async () => {
  const flushed: number[] = [];
  const { chunks, heard, settle } = listen({ onFlush: (segments) => flushed.push(segments) });
  chunks.push("Here is a first sentence. And the beg");
  chunks.push(flush);
  chunks.push("inning.");
  chunks.push(flush);
  chunks.push(flush);
  await settle();
  assert.deepEqual(heard, [
    { text: "Here is a first sentence. ", joinsBefore: false, joinsAfter: true },
    { text: "And the beg", joinsBefore: true, joinsAfter: false },
    { text: "inning.", joinsBefore: false, joinsAfter: false },
  ]);
  assert.deepEqual(flushed, [2, 3, 3]);
});

test("text without words at a flush is joined to what follows", async () => {
  const { chunks, heard, settle } = listen();
  for (const chunk of ["— ", flush, flush, "Yes, of course.", flush, " ", flush] as const) {
    chunks.push(chunk);
  }
  await settle();
  assert.deepEqual(texts(heard), ["— Yes, of course."]);
  chunks.end();
  await settle();
  assert.deepEqual(texts(heard), ["— Yes, of course.", " "]);
});

test("an unclosed element is held no longer than a few sentences", async () => {
  const { chunks, heard, settle } = listen();
  for (let at = 0; at < 60; at += 1) chunks.push(at === 0 ? "<p>Hello " : "and so on. And ");
  await settle();
  assert.ok(heard.length > 0);
});

test("the signal ends the wait for more", async () => {
  const abort = new AbortController();
  const { chunks, done } = listen({}, abort.signal);
  chunks.push("Half a");
  abort.abort(new Error("gone"));
  await assert.rejects(done, { message: "gone" });
});

test("nothing is pulled before a segment is asked for", async () => {
  const chunks = new Chunks<string | typeof flush>();
  for (let at = 0; at < 10; at += 1) chunks.push("A sentence that is whole. ");
  const segments = arrivingText(chunks, { bounds }, new ManualClock(), never);
  await segments.next();
  assert.equal(chunks.taken, 2);
  await segments.return(undefined);
  assert.equal(chunks.isClosed, true);
});

test("without waits or flushes, the segments are those of the whole text", async () => {
  await check(
    asyncProperty(anyText, cutLengths, async (text, lengths) => {
      const chunks = new Chunks<string | typeof flush>();
      for (const chunk of cut(text, lengths)) chunks.push(chunk);
      chunks.end();
      const arrived = await Array.fromAsync(
        arrivingText(chunks, { bounds }, new ManualClock(), never),
      );
      assert.deepEqual(arrived, text === "" ? [] : [...segmentsOf(text, bounds)]);
    }),
    { numRuns: 200 },
  );
});

test("nothing is lost or said twice, however a text comes", async () => {
  const waits = oneof({ weight: 3, arbitrary: constant(0) }, integer({ min: 1, max: 2_000 }));
  await check(
    asyncProperty(
      anyText,
      cutLengths,
      array(tuple(waits, boolean()), { minLength: 1, maxLength: 8 }),
      integer({ min: 1, max: 500 }),
      async (text, lengths, between, capCharacters) => {
        const { chunks, heard, clock, settle } = listen({ bounds: { ...bounds, capCharacters } });
        for (const [at, chunk] of cut(text, lengths).entries()) {
          chunks.push(chunk);
          const [waitMs = 0, flushes] = between[at % between.length] ?? [];
          if (waitMs > 0) await clock.advance(waitMs);
          else if (flushes === true) chunks.push(flush);
        }
        chunks.end();
        await settle();
        assert.equal(texts(heard).join(""), text);
        assert.ok(heard.every((segment) => characters(segment.text) <= capCharacters));
        assert.equal(clock.pending, 0);
      },
    ),
    { numRuns: 100 },
  );
});

const cutLengths = array(integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 });

function cut(text: string, lengths: readonly number[]): readonly string[] {
  const chunks: string[] = [];
  for (let at = 0; at < text.length; ) {
    const length = lengths[chunks.length % lengths.length] ?? 1;
    chunks.push(text.slice(at, at + length));
    at += length;
  }
  return chunks;
}

function texts(segments: readonly Segment[]): readonly string[] {
  return segments.map((segment) => segment.text);
}

/** Takes every segment as soon as it is there. */
function listen(options: Partial<ArrivingTextOptions> = {}, signal = never) {
  const chunks = new Chunks<string | typeof flush>();
  const clock = new ManualClock();
  const heard: Segment[] = [];
  const done = (async () => {
    const segments = arrivingText(chunks, { bounds, ...options }, clock, signal);
    for await (const segment of segments) heard.push(segment);
  })();
  return { chunks, clock, heard, done, settle: () => clock.advance(0) };
}
