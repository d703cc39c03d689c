import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { suite, test } from "node:test";
// CommonJS: Node finds no named exports in it.
// oxlint-disable-next-line import/default
import wavefile from "wavefile";
import { Failure } from "@club/shared/wire/failures.ts";
import { type ExpectedAudio, decodeAudio } from "../../../src/engines/decode/decode-audio.ts";
import { sniff } from "../../../src/engines/decode/sniff.ts";
import { failed, never } from "../contract.ts";
import { until } from "../../until.ts";
import { toneOf } from "../stand-ins/tone.ts";
import { pieces, wholeWav } from "../stand-ins/wav-bytes.ts";

const file: ExpectedAudio = { as: "file" };
const tone = toneOf("twenty characters!!!");

suite("compressed audio is decoded by ffmpeg", () => {
  for (const [name, ...argv] of [
    ["mp3", "-c:a", "libmp3lame", "-f", "mp3"],
    [
      "mp3 without tags",
      "-c:a",
      "libmp3lame",
      "-write_xing",
      "0",
      "-id3v2_version",
      "0",
      "-f",
      "mp3",
    ],
    ["Ogg Opus", "-c:a", "libopus", "-f", "ogg"],
    ["FLAC", "-f", "flac"],
    ["AAC", "-f", "adts"],
    ["ADPCM in WAV", "-c:a", "adpcm_ima_wav", "-f", "wav"],
  ] as const) {
    test(name, async () => {
      const input = wholeWav(24_000, toneOf("x".repeat(100)));
      const encoded = execFileSync(
        "ffmpeg",
        ["-loglevel", "error", "-i", "pipe:0", ...argv, "pipe:1"],
        { input },
      );
      const { format, audio } = await decodeAudio(stream(pieces(encoded, 1_000)), file, never());
      const seconds = (await bytesOf(audio)) / 2 / format.rateHz;
      equal(format.channels, 1);
      ok(Math.abs(seconds - 2) < 0.15, `${seconds} s of 2 s`);
    });
  }

  test("and what cannot be decoded is a failure", async () => {
    const broken = stream([Buffer.concat([Buffer.from("OggS"), Buffer.alloc(500, 7)])]);
    await rejects(decodeAudio(broken, file, never()), failed("ENGINE_FAILED"));
  });

  test("and without ffmpeg the failure says what is missing", async () => {
    const mp3 = stream([Buffer.from("ID3".padEnd(64, "\0"))]);
    await rejects(
      withoutFfmpeg(() => decodeAudio(mp3, file, never())),
      /ffmpeg/,
    );
  });

  test("and ffmpeg is gone when its audio is left, or cancelled, in the middle", async () => {
    const cancel = new AbortController();
    const { audio } = await decodeAudio(endlessFlac(), file, cancel.signal);
    for await (const _ of audio) break;
    const second = await decodeAudio(endlessFlac(), file, cancel.signal);
    await rejects(async () => {
      for await (const _ of second.audio) cancel.abort();
    }, failed("CANCELLED"));
    await until("no ffmpeg of ours runs", () => childrenNamed("ffmpeg").length === 0);
  });

  test("and a failure of the engine in the middle is told, not what ffmpeg thinks of it", async () => {
    const { audio } = await decodeAudio(brokenFlac(), file, never());
    await rejects(bytesOf(audio), /The engine broke off/);
  });
});

suite("without ffmpeg, a short WAV is decoded as a whole", () => {
  const input = wholeWav(24_000, toneOf("x".repeat(100)));
  const imaAdpcm = execFileSync(
    "ffmpeg",
    ["-loglevel", "error", "-i", "pipe:0", "-c:a", "adpcm_ima_wav", "-f", "wav", "pipe:1"],
    { input },
  );
  // oxlint-disable-next-line import/no-named-as-default-member
  const bigEndian = new wavefile.WaveFile(input);
  bigEndian.toRIFX();

  test("IMA ADPCM", async () => {
    const pcm = await withoutFfmpeg(() => decodeAudio(stream([imaAdpcm]), file, never()));
    const seconds = (await bytesOf(pcm.audio)) / 2 / pcm.format.rateHz;
    ok(Math.abs(seconds - 2) < 0.15, `${seconds} s of 2 s`);
  });

  test("big-endian samples", async () => {
    const wav = Buffer.from(bigEndian.toBuffer());
    const { audio } = await withoutFfmpeg(() =>
      decodeAudio(stream(pieces(wav, 999)), file, never()),
    );
    equal(await bytesOf(audio), input.byteLength - 44);
  });

  test("but neither a long nor a broken one", async () => {
    for (const body of [Buffer.alloc(1_048_577 - 100, 1), Buffer.from("fmt \xff\xff\xff\x7f")]) {
      const wav = Buffer.concat([imaAdpcm.subarray(0, 100), body]);
      wav.writeUInt32LE(0x7fff_ffff, 16);
      const decoding = withoutFfmpeg(() => decodeAudio(stream([wav]), file, never()));
      await rejects(decoding, failed("ENGINE_FAILED"));
    }
  });
});

suite("what an engine sends is judged by its bytes", () => {
  test("raw PCM is cut at whole frames, whatever the chunks", async () => {
    const format = { rateHz: 16_000, channels: 2 };
    const body = stream(pieces(tone, 333));
    const { audio } = await decodeAudio(body, { as: "pcm", format }, never());
    equal(await bytesOf(audio, 4), tone.byteLength);
  });

  test("a WAV that comes instead of raw PCM is a WAV", async () => {
    const asked: ExpectedAudio = { as: "pcm", format: { rateHz: 24_000, channels: 1 } };
    const { format, audio } = await decodeAudio(stream([wholeWav(8_000, tone)]), asked, never());
    deepEqual([format.rateHz, await bytesOf(audio)], [8_000, tone.byteLength]);
  });

  for (const [name, body] of [
    ["nothing", ""],
    ["JSON", '{"error": {"message": "no"}}'],
    ["HTML", "<!doctype html><html></html>"],
    ["plain words", "Internal Server Error"],
    ["a header without samples", wholeWav(24_000, Buffer.alloc(0)).toString("latin1")],
  ] as const) {
    test(`${name}: a failure`, async () => {
      for (const asked of [file, { as: "pcm", format: { rateHz: 24_000, channels: 1 } }] as const) {
        const body_ = stream([Buffer.from(body, "latin1")]);
        const decoding = decodeAudio(body_, asked, never()).then(({ audio }) => bytesOf(audio));
        await rejects(decoding, failed("ENGINE_FAILED"));
      }
    });
  }

  test("words under a 200 reach the owner", async () => {
    const body = stream([Buffer.from('{"error": "oom", "message": "CUDA out of memory"}')]);
    await rejects(decodeAudio(body, file, never()), /expected: CUDA out of memory$/);
  });

  test("bytes that could be an MP3 are samples where samples were asked for", () => {
    const start = Buffer.from([0xff, 0xfb, 0x90, 0xc4, 0, 0, 0, 0, 0, 0, 0, 0]);
    deepEqual([sniff(start, "pcm"), sniff(start, "file")], ["pcm", "encoded"]);
  });
});

/** Without anything on the PATH. */
async function withoutFfmpeg<T>(work: () => Promise<T>): Promise<T> {
  const path = process.env["PATH"];
  process.env["PATH"] = "/nowhere";
  try {
    return await work();
  } finally {
    process.env["PATH"] = path;
  }
}

function flac(): Buffer {
  const input = wholeWav(24_000, toneOf("x".repeat(1_000)));
  return execFileSync("ffmpeg", "-loglevel error -i pipe:0 -f flac pipe:1".split(" "), { input });
}

async function* brokenFlac(): AsyncGenerator<Buffer> {
  yield* pieces(flac(), 5_000);
  throw new Failure("ENGINE_FAILED", "The engine broke off.");
}

/** A body that goes on after its file until it is left. */
async function* endlessFlac(): AsyncGenerator<Buffer> {
  const bytes = flac();
  yield bytes.subarray(0, 42);
  for (;;) yield bytes.subarray(42);
}

/** Processes that this one has started, by their program's name. */
function childrenNamed(name: string): string[] {
  const { stdout } = spawnSync("ps", ["--ppid", String(process.pid), "-o", "comm="]);
  return stdout
    .toString()
    .split("\n")
    .filter((line) => line.trim() === name);
}

async function* stream(parts: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* parts;
}

async function bytesOf(audio: AsyncIterable<Uint8Array>, frameBytes = 2): Promise<number> {
  let bytes = 0;
  for await (const pcm of audio) {
    equal(pcm.byteLength % frameBytes, 0);
    bytes += pcm.byteLength;
  }
  return bytes;
}
