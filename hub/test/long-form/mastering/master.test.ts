import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { promisify } from "node:util";
import { Failure } from "@club/shared/wire/failures.ts";
import { systemClock } from "../../../src/clock.ts";
import { createEncoders } from "../../../src/encoding/encoders.ts";
import { levelOf } from "../../../src/long-form/checks/levels.ts";
import { loudnessOf } from "../../../src/long-form/checks/loudness.ts";
import { samplesOf } from "../../../src/long-form/checks/samples.ts";
import { bookCaptions } from "../../../src/long-form/mastering/book-captions.ts";
import { targetLufs } from "../../../src/long-form/mastering/limits.ts";
import type { MasterChapter } from "../../../src/long-form/mastering/master-segment.ts";
import { masteredPcm } from "../../../src/long-form/mastering/mastered-pcm.ts";
import { timelineOf, type Timeline } from "../../../src/long-form/mastering/timeline.ts";
import { type MasterFormat, writeMaster } from "../../../src/long-form/mastering/write-master.ts";
import { collect } from "../../encoding/sample-audio.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { segmentOf, spoken, toneBetween } from "./spoken.ts";

const run = promisify(execFile);
const encoders = await createEncoders({
  clock: systemClock,
  transcode: ["mp3", "flac"],
  expected: [],
});
after(async () => await encoders.close());
const never = new AbortController().signal;

/** Two chapters in tones of three rates and levels, each with its own silence around. */
const chapters: readonly MasterChapter[] = [
  {
    title: "One; the = first # \\ and\nonly",
    segments: [
      segmentOf(toneBetween(22_050, [300, 900, 500], 0.05), 22_050, "First  sentence."),
      segmentOf(toneBetween(24_000, [0, 700, 0], 0.9), 24_000, "Second.", true),
      segmentOf(toneBetween(16_000, [20, 800, 10], 0.3), 16_000, "Third."),
    ],
  },
  {
    title: "Två 🎧",
    segments: [segmentOf(toneBetween(24_000, [50, 1_000, 50]), 24_000, "Fourth.")],
  },
];
const timeline = timelineOf(chapters);

async function pcmOf(one: Timeline): Promise<Buffer> {
  return await collect(masteredPcm(one, encoders, never));
}

/** Without the 40 ms of its own silence that a segment keeps on both sides. */
function soundOf(samples: Int16Array): Int16Array {
  return samples.subarray(samples.findIndex(isSound), samples.findLastIndex(isSound));
}

function isSound(sample: number): boolean {
  return Math.abs(sample) > 100;
}

/** Where sound begins and ends, in seconds. */
function soundsIn(pcm: Buffer, rateHz: number): readonly (readonly [number, number])[] {
  const samples = samplesOf(pcm);
  const window = Math.round(rateHz / 1_000);
  const sounds: [number, number][] = [];
  for (let at = 0; at < samples.length; at += window) {
    if (levelOf(samples.subarray(at, at + window)) < -50) continue;
    const last = sounds.at(-1);
    if (last !== undefined && at / rateHz - last[1] < 0.1) last[1] = (at + window) / rateHz;
    else sounds.push([at / rateHz, (at + window) / rateHz]);
  }
  return sounds;
}

suite("a timeline", () => {
  test("has the highest rate, and every frame of it is some segment's or a pause", async () => {
    equal(timeline.rateHz, 24_000);
    const pcm = await pcmOf(timeline);
    equal(pcm.byteLength, timeline.frames * 2);
    const placed = timeline.chapters.flatMap(({ segments }) => segments);
    const sounds = soundsIn(pcm, timeline.rateHz);
    equal(sounds.length, placed.length);
    for (const [at, { startFrame, endFrame }] of placed.entries()) {
      const [start = 0, end = 0] = sounds[at] ?? [];
      ok(Math.abs(start - startFrame / 24_000) < 0.06, `${start} and ${startFrame / 24_000}`);
      ok(Math.abs(end - endFrame / 24_000) < 0.06, `${end} and ${endFrame / 24_000}`);
    }
  });

  test("gives any part of itself, the same to the byte", async () => {
    const whole = await pcmOf(timeline);
    for (const [startFrame, endFrame] of [
      [0, 1],
      [5_000, 50_001],
      [30_000, timeline.frames],
      [timeline.frames, timeline.frames],
    ] as const) {
      const part = await collect(masteredPcm(timeline, encoders, never, { startFrame, endFrame }));
      ok(part.equals(whole.subarray(startFrame * 2, endFrame * 2)), `${startFrame} to ${endFrame}`);
    }
  });

  test("without segments is its pauses", async () => {
    const empty = timelineOf([{ title: "Nothing", segments: [] }]);
    equal((await pcmOf(empty)).byteLength, empty.frames * 2);
  });

  test("reads no segment on after its signal", async () => {
    const controller = new AbortController();
    const reading = masteredPcm(timeline, encoders, controller.signal);
    await reading.next();
    controller.abort(new Error("enough"));
    await rejects(collect({ [Symbol.asyncIterator]: () => reading }), /enough/);
  });
});

suite("the sound", () => {
  test("has one loudness whoever spoke, and no sample at full scale", async () => {
    const pcm = await pcmOf(timeline);
    for (const { startFrame, endFrame } of timeline.chapters.flatMap((one) => one.segments)) {
      const samples = soundOf(samplesOf(pcm).subarray(startFrame, endFrame));
      const loudness = loudnessOf(samples, timeline.rateHz) ?? 0;
      ok(Math.abs(loudness - targetLufs) < 0.7, `${loudness} LUFS`);
    }
  });

  test("of real voices is even by ffmpeg's measure, too", async (t) => {
    const sentence = "It was a bright cold day in April, and the clocks were striking thirteen.";
    const voices = [
      ["en", 30],
      ["de", 100],
      ["fr", 200],
    ] as const;
    const segments = await Promise.all(
      voices.map(async ([voice, volume]) =>
        segmentOf(await spoken(sentence, voice, volume), 22_050),
      ),
    );
    const path = join(await temporaryFolder(t), "a.wav");
    const spokenLine = timelineOf([{ title: "A", segments }]);
    await writeMaster(path, masterOf("wav", spokenLine), never);
    const { stderr } = await run("ffmpeg", [
      "-nostats",
      "-i",
      path,
      "-af",
      "ebur128=peak=true",
      "-f",
      "null",
      "-",
    ]);
    const [, integrated, range] =
      /Summary:[^]*I:\s+(-?[\d.]+) LUFS[^]*LRA:\s+([\d.]+) LU/.exec(stderr) ?? [];
    ok(Math.abs(Number(integrated) - targetLufs) < 0.6, `${integrated} LUFS`);
    ok(Number(range) < 8, `${range} LU`);
    const [, peak] = /True peak:\s+Peak:\s+(-?[\d.]+) dBFS/.exec(stderr) ?? [];
    ok(Number(peak) <= -1, `${peak} dBTP`);
  });

  test("has no step at any edge", async () => {
    const samples = samplesOf(await pcmOf(timeline));
    for (const { startFrame, endFrame } of timeline.chapters.flatMap((one) => one.segments)) {
      for (const edge of [startFrame, endFrame]) {
        const around = samples.subarray(Math.max(0, edge - 3), edge + 3);
        ok(
          around.every((sample) => Math.abs(sample) < 100),
          `${edge}: ${around.join(" ")}`,
        );
      }
    }
  });
});

function masterOf(format: MasterFormat, one: Timeline = timeline) {
  return {
    timeline: one,
    format,
    titles: { title: "A = B; #1", author: "Å" },
    encoders,
    ffmpeg: "ffmpeg",
  };
}

suite("a book's file", () => {
  for (const format of ["wav", "opus", "flac", "mp3", "m4b"] as const) {
    test(`in ${format} is whole, private, and the same when it is made again`, async (t) => {
      const folder = await temporaryFolder(t);
      await writeMaster(join(folder, "book"), masterOf(format), never);
      deepEqual(await readdir(folder), ["book"]);
      equal((await stat(join(folder, "book"))).mode & 0o777, 0o600);
      await writeMaster(join(folder, "again"), masterOf(format), never);
      const [file, again] = await Promise.all([
        readFile(join(folder, "book")),
        readFile(join(folder, "again")),
      ]);
      if (format !== "opus") ok(file.equals(again));
      const probe = await probed(join(folder, "book"));
      ok(
        Math.abs(Number(probe.format.duration) - timeline.frames / timeline.rateHz) < 0.08,
        probe.format.duration,
      );
    });
  }

  test("in M4B has chapters, titles and captions that match the audio to 10 ms", async (t) => {
    const path = join(await temporaryFolder(t), "book.m4b");
    await writeMaster(path, masterOf("m4b"), never);
    const { chapters: marks, format, streams } = await probed(path);
    equal(format.tags["title"], "A = B; #1");
    equal(format.tags["artist"], "Å");
    equal(streams[0]?.codec_name, "aac");
    deepEqual(
      marks.map(({ tags }) => tags.title),
      ["One; the = first # \\ and only", "Två 🎧"],
    );
    const rate = timeline.rateHz;
    for (const [at, mark] of marks.entries()) {
      const placed = timeline.chapters[at];
      ok(Math.abs(Number(mark.start_time) - (placed?.startFrame ?? 0) / rate) < 0.01);
      ok(Math.abs(Number(mark.end_time) - (placed?.endFrame ?? 0) / rate) < 0.01);
    }
    const lossless = soundsIn(await pcmOf(timeline), rate);
    const heard = soundsIn(await decodedFile(path, rate), rate);
    equal(heard.length, lossless.length);
    for (const [at, [start, end]] of heard.entries()) {
      ok(Math.abs(start - (lossless[at]?.[0] ?? 0)) < 0.01, `${at}: ${start} s`);
      ok(Math.abs(end - (lossless[at]?.[1] ?? 0)) < 0.01, `${at}: ${end} s`);
    }
    const captions = bookCaptions(timeline);
    deepEqual(
      captions.map(({ text }) => text),
      ["First sentence.", "Second.", "Third.", "Fourth."],
    );
    for (const [at, { start, end }] of captions.entries()) {
      // A segment keeps up to 40 ms of its own silence on both sides.
      const [from = 0, to = 0] = heard[at] ?? [];
      ok(from - start > -0.01 && from - start < 0.07, `${at}: ${start} s, heard from ${from} s`);
      ok(end - to > -0.01 && end - to < 0.07, `${at}: ${end} s, heard to ${to} s`);
    }
  });

  test("is not there when it fails or is stopped, and nothing of it is left", async (t) => {
    const folder = await temporaryFolder(t);
    for (const format of ["m4b", "flac", "wav"] as const) {
      const broken = segmentOf(toneBetween(24_000, [0, 2_000, 0]), 24_000);
      const failing = { ...broken, read: () => failingAfter(9_600) };
      const line = timelineOf([{ title: "A", segments: [broken, failing] }]);
      await rejects(writeMaster(join(folder, "a"), masterOf(format, line), never), /disk died/);
      const stopped = writeMaster(
        join(folder, "a"),
        masterOf(format),
        AbortSignal.abort(new Error("stop")),
      );
      await rejects(stopped, /stop/);
    }
    const without = { ...masterOf("m4b"), ffmpeg: join(folder, "no-ffmpeg") };
    await rejects(writeMaster(join(folder, "a"), without, never), isEncoderFailure);
    await rejects(
      writeMaster(join(folder, "a"), { ...masterOf("m4b"), ffmpeg: "false" }, never),
      isEncoderFailure,
    );
    deepEqual(await readdir(folder), []);
  });
});

function isEncoderFailure(error: unknown): boolean {
  return error instanceof Failure && error.code === "ENCODER_FAILED";
}

async function* failingAfter(bytes: number): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(bytes);
  throw new Error("the disk died");
}

async function decodedFile(path: string, rateHz: number): Promise<Buffer> {
  const options = { encoding: "buffer", maxBuffer: 64 * 1024 * 1024 } as const;
  const args = ["-v", "error", "-i", path, "-f", "s16le", "-ar", String(rateHz), "-ac", "1", "-"];
  return (await run("ffmpeg", args, options)).stdout;
}

type Probe = {
  readonly format: { readonly duration: string; readonly tags: Readonly<Record<string, string>> };
  readonly streams: readonly { readonly codec_name: string }[];
  readonly chapters: readonly { start_time: string; end_time: string; tags: { title: string } }[];
};

async function probed(path: string): Promise<Probe> {
  const args = [
    "-v",
    "error",
    "-show_chapters",
    "-show_format",
    "-show_streams",
    "-of",
    "json",
    path,
  ];
  return JSON.parse((await run("ffprobe", args)).stdout) as Probe;
}
