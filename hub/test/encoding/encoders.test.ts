import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { systemClock } from "../../src/clock.ts";
import { createEncoders } from "../../src/encoding/encoders.ts";
import type { Encoder } from "../../src/encoding/encoder.ts";
import type { AudioFormat } from "../../src/encoding/formats.ts";
import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import { decoded, probed } from "./decoded.ts";
import { chunked, collect, samplePcm } from "./sample-audio.ts";

const encoders = await createEncoders({
  clock: systemClock,
  transcode: ["mp3", "aac", "flac"],
  expected: [],
});
after(async () => await encoders.close());

const never = new AbortController().signal;
const mono = { rateHz: 24_000, channels: 1 };

/** A copy as the archive keeps it: encoded, and patched once its length is known. */
async function stored(encoder: Encoder, pcm: Buffer, source: PcmFormat): Promise<Buffer> {
  const file = await collect(encoder.encode(chunked(pcm, 4_096), source, never));
  const patch = encoder.patch(pcm.length, source);
  file.set(patch?.bytes ?? [], patch?.at ?? 0);
  return file;
}

describe("the choice of an encoder", () => {
  test("labels every format as what it is", () => {
    const labels = (["wav", "opus", "pcm", "mp3", "aac", "flac"] as const).map((format) => {
      const { contentType, extension } = encoders.choose(format);
      return [format, contentType, extension];
    });
    assert.deepEqual(labels, [
      ["wav", "audio/wav", "wav"],
      ["opus", "audio/ogg", "opus"],
      ["pcm", "audio/pcm;rate=24000;channels=1", "pcm"],
      ["mp3", "audio/mpeg", "mp3"],
      ["aac", "audio/aac", "aac"],
      ["flac", "audio/flac", "flac"],
    ]);
  });

  test("gives WAV, honestly labelled, for what the operator does not allow", async (t) => {
    const few = await createEncoders({ clock: systemClock, transcode: ["flac"], expected: [] });
    t.after(async () => await few.close());
    for (const format of ["mp3", "aac"] as const) {
      assert.equal(few.choose(format).format, "wav");
      assert.equal(few.choose(format).contentType, "audio/wav");
    }
    assert.equal(few.choose("flac").format, "flac");
  });
});

describe("a stored copy", () => {
  for (const source of [mono, { rateHz: 44_100, channels: 2 }, { rateHz: 22_050, channels: 1 }]) {
    const seconds = 30_001 / source.rateHz;
    for (const [format, codec] of [
      ["wav", "pcm_s16le"],
      ["flac", "flac"],
      ["opus", "opus"],
    ] as const) {
      test(`${format} of ${source.rateHz} Hz says how long it is`, async (t) => {
        const file = await stored(encoders.choose(format), samplePcm(source, 30_001), source);
        const probe = await probed(t, file);
        assert.equal(probe.codec_name, codec);
        assert.equal(Number(probe.sample_rate), format === "opus" ? 48_000 : source.rateHz);
        assert.equal(probe.channels, source.channels);
        // Some versions of ffprobe count the 6.5 ms that Opus has to be skipped, some do not.
        const uncertain = format === "opus" ? 312 / 48_000 : 0;
        const difference = Math.abs(Number(probe.duration) - seconds);
        assert.ok(difference < uncertain + 0.000_05, probe.duration);
      });
    }
  }

  test("WAV of part of a frame more has the sizes of its whole frames", async () => {
    const source = { rateHz: 8_000, channels: 2 };
    const file = await stored(
      encoders.choose("wav"),
      samplePcm(source, 100).subarray(0, 399),
      source,
    );
    assert.deepEqual([file.length, file.readUInt32LE(4), file.readUInt32LE(40)], [440, 432, 396]);
  });

  test("WAV beyond 4 GiB keeps its open sizes", () => {
    const patch = encoders.choose("wav").patch(2 ** 32, mono);
    assert.equal(Buffer.from(patch!.bytes).readUInt32LE(40), 0xffff_ffff);
  });
});

describe("streaming", () => {
  for (const format of ["wav", "pcm", "opus", "mp3", "aac", "flac"] as const) {
    test(`${format} gives its first bytes while the source is still speaking`, async () => {
      await firstBytes(format, { rateHz: 22_050, channels: 1 });
    });
  }
});

/** Gets the first piece of a source that goes on only once that piece is there. */
async function firstBytes(format: AudioFormat, source: PcmFormat): Promise<void> {
  const heard = Promise.withResolvers<void>();
  const speaking = async function* (): AsyncGenerator<Uint8Array> {
    yield samplePcm(source, source.rateHz / 2);
    await heard.promise;
    yield samplePcm(source, 1_000);
  };
  const pieces = encoders.choose(format).encode(speaking(), source, never)[Symbol.asyncIterator]();
  const first = await pieces.next();
  assert.ok((first.value as Uint8Array).byteLength > 0);
  heard.resolve();
  while ((await pieces.next()).done !== true);
}

describe("resampling", () => {
  for (const [from, to] of [
    [
      { rateHz: 22_050, channels: 1 },
      { rateHz: 24_000, channels: 1 },
    ],
    [
      { rateHz: 48_000, channels: 2 },
      { rateHz: 16_000, channels: 1 },
    ],
    [
      { rateHz: 8_000, channels: 1 },
      { rateHz: 44_100, channels: 2 },
    ],
  ] as const) {
    test(`${from.rateHz} × ${from.channels} to ${to.rateHz} × ${to.channels} is the same sound at the same time`, async () => {
      const resampled = encoders.resample(chunked(tone(from), 999), from, to, never);
      const [is, wanted] = [await collect(resampled), tone(to)];
      assert.equal(is.length, wanted.length);
      // Not at the ends, where the tone begins and stops at once.
      for (let at = 2_000; at < wanted.length - 2_000; at += 2) {
        const difference = Math.abs(is.readInt16LE(at) - wanted.readInt16LE(at));
        assert.ok(difference < 100, `${difference} at ${at}`);
      }
    });
  }

  test("to the same format passes whole frames on as they come", async () => {
    const source = { rateHz: 8_000, channels: 2 };
    const pcm = samplePcm(source, 100);
    for await (const piece of encoders.resample(chunked(pcm, 7), source, source, never)) {
      assert.equal(piece.byteLength % 4, 0);
    }
  });

  test("gives whole frames only", async () => {
    const [from, to] = [mono, { rateHz: 48_000, channels: 2 }];
    for await (const piece of encoders.resample(
      chunked(samplePcm(from, 50_000), 4_099),
      from,
      to,
      never,
    )) {
      assert.equal(piece.byteLength % 4, 0);
    }
  });
});

/** Half a second of 440 Hz, the same in every channel. */
function tone({ rateHz, channels }: PcmFormat): Buffer {
  const samples = Array.from({ length: rateHz / 2 }, (_, i) =>
    Math.round(10_000 * Math.sin((2 * Math.PI * 440 * i) / rateHz)),
  );
  const interleaved = Int16Array.from(
    samples.flatMap((sample) => Array<number>(channels).fill(sample)),
  );
  return Buffer.from(interleaved.buffer);
}

test("an encoder's settings reach ffmpeg", async (t) => {
  const pcm = samplePcm(mono, 5 * mono.rateHz);
  const sizes: number[] = [];
  for (const bitsPerSecondPerChannel of [16_000, 64_000]) {
    const opus = { bitsPerSecondPerChannel, complexity: 0, application: "audio" } as const;
    const made = await createEncoders({ clock: systemClock, opus, expected: [], warmKinds: 0 });
    t.after(async () => await made.close());
    const file = await stored(made.choose("opus"), pcm, mono);
    await decoded(file, "opus");
    sizes.push(file.length);
  }
  assert.ok(sizes[1]! > 2 * sizes[0]!, `${sizes.join(", ")} bytes`);
});
