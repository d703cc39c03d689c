import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
// CommonJS: Node finds no named exports in it.
// oxlint-disable-next-line import/default
import wavefile from "wavefile";
import { readWav } from "../../src/audio/wav-reader.ts";
import { Failure } from "../../src/wire/failures.ts";

const rateHz = 24_000;

suite("a WAV read while it arrives", () => {
  test("is the same samples, however it is cut into chunks, and always whole frames", async () => {
    await fc.assert(
      fc.asyncProperty(samples, fc.constantFrom(1, 2), cuts, async (pcm, channels, sizes) => {
        const frames = pcm.subarray(0, pcm.length - (pcm.length % channels));
        const wav = header(
          { channels, data: frames.byteLength },
          Buffer.from(frames.buffer, 0, frames.byteLength),
        );
        const { format, pcm: read } = await collect(chunked(wav, sizes), channels);
        deepEqual(format, { channels, rateHz });
        ok(read.equals(wav.subarray(44)));
      }),
    );
  });

  for (const size of [0, 0xffff_ffff, 0x7fff_f000, 0x7fff_ffdb]) {
    test(`ends with the stream when its size is 0x${size.toString(16)}`, async () => {
      const { pcm } = await collect([header({ data: size }, tone)]);
      ok(pcm.equals(tone));
    });
  }

  test("ends at a plausible size, whatever follows", async () => {
    const { pcm } = await collect([
      header({ data: tone.byteLength }, tone),
      Buffer.from("LIST\x04\0\0\0abcd"),
    ]);
    ok(pcm.equals(tone));
  });

  test("is whole once its size has come, even if the connection then breaks", async () => {
    async function* broken() {
      yield header({ data: tone.byteLength }, tone);
      throw new Error("connection reset");
    }
    ok((await collect(broken())).pcm.equals(tone));
  });

  test("is a failure when it ends before its size", async () => {
    await rejects(collect([header({ data: tone.byteLength + 2 }, tone)]), failed("ENGINE_FAILED"));
  });

  test("may have other chunks before its samples", async () => {
    const plain = header({ data: tone.byteLength }, tone);
    const list = Buffer.from("LIST\x05\0\0\0INFO!\0", "latin1");
    const { pcm } = await collect([plain.subarray(0, 36), list, plain.subarray(36)]);
    ok(pcm.equals(tone));
  });

  test("goes on with a second WAV behind it, known or unknown its size, wherever it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(tone.byteLength, 0xffff_ffff), cuts, async (data, sizes) => {
        const twice = Buffer.concat([header({ data }, tone), header({ data }, tone)]);
        const { pcm } = await collect(chunked(twice, sizes));
        ok(pcm.equals(Buffer.concat([tone, tone])));
      }),
    );
  });

  test("may repeat its header at the end, as programs do that write to a pipe as to a file", async () => {
    const again = header({ data: tone.byteLength }, Buffer.alloc(0));
    for (const data of [0, tone.byteLength]) {
      const { pcm } = await collect([header({ data }, tone), again]);
      ok(pcm.equals(tone));
    }
  });

  test("loses nothing when its size is too small, wherever it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: tone.byteLength - 1 }),
        cuts,
        async (data, sizes) => {
          const { pcm } = await collect(chunked(header({ data }, tone), sizes));
          ok(pcm.equals(tone));
        },
      ),
    );
  });

  test("ends before chunks of any other kind, padded or not, and goes on after them", async () => {
    const odd = header({ data: 5, bits: 8 }, Buffer.from("\x81\x82\x83\x84\x85", "latin1"));
    const list = Buffer.from("LIST\x04\0\0\0abcdid3 \x03\0\0\0xyz\0", "latin1");
    for (const padding of [Buffer.alloc(1), Buffer.alloc(0)]) {
      const { pcm } = await collect([Buffer.concat([odd, padding, list, odd])]);
      equal(pcm.byteLength, 20);
    }
  });

  test("is not ended by samples that look like a header's beginning", async () => {
    const samples = Buffer.from("..RIFF....WAVERIFxRIRIFFsizeWAVERIF!", "latin1");
    const lookalike = Buffer.from("RIFF....WAVX", "latin1");
    const data = Buffer.concat([lookalike, samples.subarray(14, 22), lookalike]);
    const { pcm } = await collect(chunked(header({ data: 0 }, data), [3]));
    ok(pcm.equals(data));
  });

  test("changes neither rate nor channels on the way", async () => {
    const other = header({ data: 0, channels: 2 }, tone);
    await rejects(collect([header({ data: 0 }, tone), other]), failed("ENGINE_FAILED"));
  });

  for (const [name, bytes] of [
    ["nothing", ""],
    ["an MP3", "ID3\x04\0\0\0\0\0\0\0\0"],
    ["a cut header", "RIFF\0\0\0\0WAVEfm"],
    ["samples without a format", "RIFF\0\0\0\0WAVEdata\x02\0\0\0ab"],
    ["a chunk without end", "RIFF\0\0\0\0WAVELIST\xff\xff\xff\xff"],
  ] as const) {
    test(`is refused when it is ${name}, and its source is closed`, async () => {
      let closed = false;
      async function* source() {
        try {
          yield Buffer.from(bytes, "latin1");
          yield Buffer.alloc(0);
        } finally {
          closed = true;
        }
      }
      await rejects(readWav(source(), "BAD_INPUT"), failed("BAD_INPUT"));
      ok(closed);
    });
  }

  test("is refused at rates and with channels that nobody speaks in", async () => {
    for (const odd of [{ rateHz: 0 }, { rateHz: 4_000_000 }, { channels: 0 }, { channels: 3 }]) {
      await rejects(collect([header({ data: 0, ...odd }, tone)]), failed("ENGINE_FAILED"));
    }
  });

  test("closes its source when it is left in the middle", async () => {
    let closed = false;
    async function* source() {
      try {
        for (;;) yield header({ data: 0 }, tone);
      } finally {
        closed = true;
      }
    }
    for await (const _ of (await readWav(source())).audio) break;
    ok(closed);
  });
});

suite("samples of every kind become 16-bit ones", () => {
  const wave = Int16Array.from({ length: 2_000 }, (_, i) => Math.round(Math.sin(i / 7) * 32_000));
  for (const [kind, tolerance] of [
    ["8", 512],
    ["16", 0],
    ["24", 1],
    ["32", 1],
    ["32f", 1],
    ["64", 1],
    ["8a", 1_024],
    ["8m", 1_024],
  ] as const) {
    test(`${kind}, as another program writes it, read in odd chunks`, async () => {
      const wav = written(wave, kind);
      const { pcm } = await collect(chunked(wav, [7, 1, 13]));
      const read = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.byteLength / 2);
      equal(read.length, wave.length);
      for (const [i, sample] of wave.entries()) {
        ok(Math.abs((read[i] ?? 0) - sample) <= tolerance, `sample ${i}: ${read[i]} for ${sample}`);
      }
    });
  }

  test("floats beyond full scale are clipped, and no number is silence", async () => {
    const floats = Buffer.alloc(12);
    [2, -2, Number.NaN].forEach((value, i) => floats.writeFloatLE(value, i * 4));
    const { pcm } = await collect([header({ data: 0, tag: 3, bits: 32 }, floats)]);
    deepEqual([...new Int16Array(pcm.buffer, pcm.byteOffset, 3)], [32_767, -32_768, 0]);
  });
});

const tone = Buffer.from(Int16Array.from({ length: 999 }, (_, i) => (i * 331) % 30_000).buffer);
const samples = fc.int16Array({ maxLength: 400 });
const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 });

type Layout = { data: number; channels?: number; rateHz?: number; tag?: number; bits?: number };

function header(
  { data, channels = 1, rateHz: rate = rateHz, tag = 1, bits = 16 }: Layout,
  body: Buffer,
): Buffer {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(0xffff_ffff, 4);
  head.write("WAVEfmt \x10\0\0\0", 8, "latin1");
  head.writeUInt16LE(tag, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt16LE(bits, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(data, 40);
  return Buffer.concat([head, body]);
}

function written(
  wave: Int16Array,
  kind: "8" | "16" | "24" | "32" | "32f" | "64" | "8a" | "8m",
): Buffer {
  // oxlint-disable-next-line import/no-named-as-default-member
  const wav = new wavefile.WaveFile();
  wav.fromScratch(1, rateHz, "16", wave);
  if (kind === "8a") wav.toALaw();
  else if (kind === "8m") wav.toMuLaw();
  else wav.toBitDepth(kind);
  return Buffer.from(wav.toBuffer());
}

function* chunked(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, i = 0; at < bytes.byteLength; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function collect(source: Iterable<Buffer> | AsyncIterable<Buffer>, channels = 1) {
  async function* stream() {
    yield* source;
  }
  const { format, audio } = await readWav(stream());
  const parts: Uint8Array[] = [];
  for await (const part of audio) {
    equal(part.byteLength % (2 * channels), 0);
    parts.push(part);
  }
  return { format, pcm: Buffer.from(Buffer.concat(parts)) };
}

function failed(code: Failure["code"]): (error: unknown) => boolean {
  return (error) => error instanceof Failure && error.code === code;
}
