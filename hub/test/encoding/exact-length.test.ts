import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { AudioFormat } from "../../src/encoding/encoder.ts";
import { createEncoders } from "../../src/encoding/encoders.ts";
import { decoded } from "./decoded.ts";
import { oggPages, opusSamples } from "./ogg-pages.ts";
import { chunked, collect, samplePcm } from "./sample-audio.ts";

const encoders = await createEncoders({
  transcode: ["mp3", "aac", "flac"],
  expected: [],
  warmKinds: 0,
});
after(async () => await encoders.close());

const never = new AbortController().signal;
const formats: AudioFormat[] = ["wav", "pcm", "opus", "flac", "mp3", "aac"];
const ratesHz = [8_000, 16_000, 22_050, 24_000, 44_100, 48_000];
/** Of how many bytes the chunks are, and how many seconds they are cut from. */
const cuts = [
  { chunkBytes: 1, seconds: 0.05 },
  { chunkBytes: 3, seconds: 0.21 },
  { chunkBytes: 4_099, seconds: 0.7 },
  { chunkBytes: 65_536, seconds: 1.5 },
];
const mebibyte = 1_048_576;

describe("every format has as many samples as its source", { concurrency: 2 }, () => {
  for (const format of formats) {
    for (const rateHz of ratesHz) {
      for (const channels of [1, 2]) {
        test(`${format} of ${rateHz} Hz, ${channels} channel(s)`, async () => {
          const source = { rateHz, channels };
          for (const { chunkBytes, seconds } of cuts) {
            // An odd number of frames, which is no multiple of any codec's.
            await check(format, source, Math.floor(rateHz * seconds) | 1, chunkBytes);
          }
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

async function check(
  format: AudioFormat,
  source: PcmFormat,
  frames: number,
  chunkBytes: number,
): Promise<void> {
  const pcm = samplePcm(source, frames);
  const encoder = encoders.choose(format);
  assert.equal(encoder.format, format);
  const file = await collect(encoder.encode(chunked(pcm, chunkBytes), source, never));
  const note = `${format}, ${source.rateHz} Hz × ${source.channels}, ${frames} frames by ${chunkBytes}`;
  await lengthChecks[format](file, pcm, source, note);
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
  // Neither can say what it adds: the encoder's delay in front, and what fills the last frame.
  mp3: async (file, pcm, { rateHz, channels }, note) => {
    const added = (await decoded(file, "mp3")).length / 2 / channels - pcm.length / 2 / channels;
    const frame = rateHz >= 32_000 ? 1_152 : 576;
    assert.ok(added >= 1_105 && added <= 1_105 + 2 * frame, `${added} more: ${note}`);
  },
  aac: async (file, pcm, { channels }, note) => {
    const added = (await decoded(file, "aac")).length / 2 / channels - pcm.length / 2 / channels;
    assert.ok(added >= 1_024 && added < 3 * 1_024, `${added} more: ${note}`);
  },
};
