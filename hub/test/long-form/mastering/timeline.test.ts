import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { array, assert, boolean, constantFrom, nat, property, record } from "fast-check";
import type { SegmentFigures } from "../../../src/long-form/checks/segment-figures.ts";
import { bookCaptions } from "../../../src/long-form/mastering/book-captions.ts";
import type { MasterSegment } from "../../../src/long-form/mastering/master-segment.ts";
import { timelineOf } from "../../../src/long-form/mastering/timeline.ts";

const figures = record({
  rateHz: constantFrom(8_000, 16_000, 22_050, 24_000, 44_100),
  frames: nat({ max: 400_000 }),
  from: nat({ max: 1_000 }),
  to: nat({ max: 1_000 }),
  endsParagraph: boolean(),
});
type Drawn = { rateHz: number; frames: number; from: number; to: number; endsParagraph: boolean };

function segmentFrom({ rateHz, frames, from, to, endsParagraph }: Drawn): MasterSegment {
  const [start = 0, end = 0] = [from, to].sort((a, b) => a - b);
  const sound = {
    soundStart: Math.floor((frames * start) / 1_000),
    soundEnd: Math.floor((frames * end) / 1_000),
  };
  const measured = { rateHz, frames, ...sound, loudness: -20, peak: 0.5 };
  return { text: "Words.", figures: measured as SegmentFigures, endsParagraph, read: nothing };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

const books = array(array(figures, { maxLength: 6 }), { minLength: 1, maxLength: 5 });

test("chapters follow each other without a gap, and segments never overlap", () => {
  assert(
    property(books, (drawn) => {
      const chapters = drawn.map((some, at) => ({
        title: `${at}`,
        segments: some.map(segmentFrom),
      }));
      const timeline = timelineOf(chapters);
      let chapterEnd = 0;
      for (const { startFrame, endFrame, segments } of timeline.chapters) {
        equal(startFrame, chapterEnd);
        chapterEnd = endFrame;
        let at = startFrame;
        for (const placed of segments) {
          ok(placed.startFrame >= at && placed.endFrame >= placed.startFrame);
          at = placed.endFrame;
        }
        ok(at <= endFrame);
      }
      equal(chapterEnd, timeline.frames);
    }),
  );
});

test("a chapter alone is as long in itself as in the book, and its captions are moved by its start", () => {
  assert(
    property(books, (drawn) => {
      const chapters = drawn.map((some, at) => ({
        title: `${at}`,
        segments: some.map(segmentFrom),
      }));
      const book = timelineOf(chapters);
      for (const [at, chapter] of chapters.entries()) {
        const alone = timelineOf([chapter], book.rateHz);
        const inBook = book.chapters[at];
        const shift =
          (inBook?.segments[0]?.startFrame ?? 0) -
          (alone.chapters[0]?.segments[0]?.startFrame ?? 0);
        deepEqual(
          alone.chapters[0]?.segments.map((one) => [one.startFrame + shift, one.endFrame + shift]),
          inBook?.segments.map((one) => [one.startFrame, one.endFrame]),
        );
        const ends = bookCaptions(alone).map(({ end }) => Math.round(end * book.rateHz));
        ok(ends.every((end) => end <= alone.frames));
      }
    }),
  );
});
