import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { suite, test } from "node:test";
import { type ExpectedAudio, decodeAudio } from "../../../src/engines/decode/decode-audio.ts";
import { sniff } from "../../../src/engines/decode/sniff.ts";
import { failed, never } from "../contract.ts";
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
    const path = process.env["PATH"];
    process.env["PATH"] = "/nowhere";
    try {
      const decoding = decodeAudio(stream([Buffer.from("ID3".padEnd(64, "\0"))]), file, never());
      await rejects(decoding, /ffmpeg/);
    } finally {
      process.env["PATH"] = path;
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

  test("bytes that could be an MP3 are samples where samples were asked for", () => {
    const start = Buffer.from([0xff, 0xfb, 0x90, 0xc4, 0, 0, 0, 0, 0, 0, 0, 0]);
    deepEqual([sniff(start, "pcm"), sniff(start, "file")], ["pcm", "encoded"]);
  });
});

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
