import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { AudioFormat } from "../../src/encoding/formats.ts";
import { systemClock } from "../../src/clock.ts";
import { createEncoders } from "../../src/encoding/encoders.ts";
import { decoded } from "./decoded.ts";
import { oggPages, opusSamples } from "./ogg-pages.ts";
import { chunked, collect, samplePcm } from "./sample-audio.ts";

const encoders = await createEncoders({
  clock: systemClock,
  transcode: ["mp3", "aac", "flac"],
  expected: [],
  warmKinds: 0,
});
after(async () => await encoders.close());

const never = new AbortController().signal;
const formats: AudioFormat[] = ["wav", "pcm", "opus", "flac", "mp3", "aac"];
const ratesHz = [8_000, 16_000, 22_050, 24_000, 44_100, 48_000];
const mebibyte = 1_048_576;

describe("every format has as many samples as its source", { concurrency: 2 }, () => {
  for (const format of formats) {
    for (const rateHz of ratesHz) {
      for (const channels of [1, 2]) {
        test(`${format} of ${rateHz} Hz, ${channels} channel(s)`, async () => {
          const source = { rateHz, channels };
          // Odd numbers of frames, which are multiples of no codec's.
          await check(format, source, Math.floor(rateHz / 20) | 1, 1);
          const long = (rateHz * 3) / 2 + 1;
          const file = await check(format, source, long, 4_099);
          const same = await encoded(format, source, long, 65_536);
          assert.equal(lengthOf(format, same), lengthOf(format, file));
        });
      }
    }
    test(`${format} in chunks of a mebibyte`, async () => {
      await check(format, { rateHz: 48_000, channels: 2 }, mebibyte / 4 + 12_345, mebibyte);
      await check(format, { rateHz: 22_050, channels: 1 }, mebibyte / 2 + 12_345, mebibyte);
    });
  }
});

describe("clips of next to nothing", { concurrency: 2 }, () => {
  for (const format of formats) {
    test(`${format} of 1, 2, 7 and 30 frames`, async () => {
      for (const rateHz of [8_000, 22_050, 44_100, 48_000]) {
        for (const frames of [1, 2, 7, 30])
          await check(format, { rateHz, channels: 1 }, frames, 64);
      }
    });

    test(`${format} of no sound at all is a file all the same`, async () => {
      const encoder = encoders.choose(format);
      const file = await collect(encoder.encode(chunked(Buffer.alloc(0), 1), mono, never));
      assert.equal(file.length > 0, format !== "pcm");
      if (format !== "pcm") await decoded(file, format);
    });
  }
});

const mono = { rateHz: 24_000, channels: 1 };

/** Encodes so many frames in chunks of that size and checks the length of what comes. */
async function check(
  format: AudioFormat,
  source: PcmFormat,
  frames: number,
  chunkBytes: number,
): Promise<Buffer> {
  const file = await encoded(format, source, frames, chunkBytes);
  const note = `${format}, ${source.rateHz} Hz × ${source.channels}, ${frames} frames by ${chunkBytes}`;
  await lengthChecks[format](file, samplePcm(source, frames), source, note);
  return file;
}

async function encoded(
  format: AudioFormat,
  source: PcmFormat,
  frames: number,
  chunkBytes: number,
): Promise<Buffer> {
  const encoder = encoders.choose(format);
  assert.equal(encoder.format, format);
  const pcm = chunked(samplePcm(source, frames), chunkBytes);
  return await collect(encoder.encode(pcm, source, never));
}

/** What must be the same however the chunks were cut: resampled samples may differ in their last bit. */
function lengthOf(format: AudioFormat, file: Buffer): number {
  return format === "opus" ? opusSamples(file) : file.length;
}

type LengthCheck = (file: Buffer, pcm: Buffer, source: PcmFormat, note: string) => Promise<void>;

const lengthChecks: Record<AudioFormat, LengthCheck> = {
  wav: async (file, pcm, _, note) => {
    assert.equal(file.readUInt32LE(4), 0xffff_ffff);
    assert.equal(file.readUInt32LE(40), 0xffff_ffff);
    assert.equal(file.subarray(44).compare(pcm), 0, note);
  },
  pcm: async (file, pcm, { rateHz, channels }, note) => {
    const frames = pcm.length / 2 / channels;
    assert.equal(file.length / 2, Math.round((frames * 24_000) / rateHz), note);
    if (rateHz === 24_000 && channels === 1) assert.equal(file.compare(pcm), 0, note);
  },
  opus: async (file, pcm, { rateHz, channels }, note) => {
    const samples = (pcm.length / 2 / channels / rateHz) * 48_000;
    const pages = oggPages(file);
    assert.deepEqual([pages[0]?.isFirst, pages.at(-1)?.isLast], [true, true], note);
    assert.equal(pages.filter((page) => page.isLast).length, 1, note);
    // libopus is given the next rate that it has: its last sample is one or two of 48 kHz.
    assert.ok(Math.abs(opusSamples(file) - samples) <= 1, `${opusSamples(file)}: ${note}`);
    // ffmpeg's reader does not shorten a page that is the first and the last (RFC 7845, 4.5).
    if (pages.length <= 3) return;
    assert.equal((await decoded(file, "opus")).length / 2 / channels, opusSamples(file), note);
  },
  flac: async (file, pcm, _, note) => {
    assert.equal((await decoded(file, "flac")).compare(pcm), 0, note);
  },
  // While it is streamed it cannot say what fills its last frame; its copy says so, to the sample.
  mp3: async (file, pcm, source, note) => {
    const { rateHz, channels } = source;
    const frames = pcm.length / 2 / channels;
    const added = (await decoded(file, "mp3")).length / 2 / channels - frames;
    const frame = rateHz >= 32_000 ? 1_152 : 576;
    assert.ok(added >= 0 && added < 2 * frame, `${added} more: ${note}`);
    // ffmpeg's reader takes no more than one frame away at the end.
    if (frames < 47 && frame === 576) return;
    const patch = encoders.choose("mp3").patch(pcm.length, source);
    const copy = Buffer.from(file);
    copy.set(patch?.bytes ?? [], patch?.at);
    assert.equal((await decoded(copy, "mp3")).length / 2 / channels, frames, note);
  },
  // It can never say what it adds: the encoder's delay in front, and what fills the last frame.
  aac: async (file, pcm, { channels }, note) => {
    const added = (await decoded(file, "aac")).length / 2 / channels - pcm.length / 2 / channels;
    assert.ok(added >= 1_024 && added < 3 * 1_024, `${added} more: ${note}`);
  },
};
