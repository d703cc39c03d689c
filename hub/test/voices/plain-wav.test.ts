import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { decodeSample } from "../../src/voices/decode-sample.ts";
import { maxCompressedWavBytes } from "../../src/voices/limits.ts";
import { plainWav } from "../../src/voices/plain-wav.ts";
import { sampleFormat } from "../../src/voices/sample.ts";
import { inPieces, tone } from "./recordings.ts";

const run = promisify(execFile);
const never = new AbortController().signal;
const wavKind = { extension: "wav", demuxer: "wav" } as const;

/** A second of a tone in IMA ADPCM, as dictation machines write it. */
async function adpcm(channels = 1): Promise<Buffer> {
  const args = `-v error -f lavfi -i sine=d=1:r=16000 -ac ${channels} -c:a adpcm_ima_wav -f wav pipe:1`;
  const { stdout } = await run("ffmpeg", args.split(" "), { encoding: "buffer" });
  return stdout;
}

/** What ffmpeg itself makes of it, at the rate of samples. */
async function ffmpegOn(file: Uint8Array): Promise<Buffer> {
  const { rateHz, channels } = sampleFormat;
  const args = `-v error -i pipe:0 -ar ${rateHz} -ac ${channels} -f s16le pipe:1`;
  const running = run("ffmpeg", args.split(" "), { encoding: "buffer" });
  running.child.stdin?.end(file);
  return (await running).stdout;
}

async function plain(file: Uint8Array): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(await plainWav(inPieces(file), never)));
}

test("a WAV in ADPCM becomes one of PCM, sample for sample what ffmpeg makes of it", async () => {
  const file = await adpcm();
  const ours = Buffer.concat(
    await Array.fromAsync(decodeSample("ffmpeg", inPieces(await plain(file)), wavKind, never)),
  );
  const theirs = await ffmpegOn(file);
  assert.equal(ours.length, theirs.length);
  const differences = Array.from({ length: ours.length / 2 }, (_, at) =>
    Math.abs(ours.readInt16LE(at * 2) - theirs.readInt16LE(at * 2)),
  );
  assert.ok(Math.max(...differences) < 16, "decoders round differently, by a few steps");
});

test("every other WAV passes as it is", async () => {
  const wav = await tone("wav", 1);
  assert.deepEqual(await plain(wav), wav);
  assert.deepEqual(await plain(wav.subarray(0, 20)), wav.subarray(0, 20));
});

test("ADPCM that is damaged, has two channels or is too large is refused", async () => {
  const wav = await adpcm();
  await assert.rejects(plain(wav.subarray(0, 50)), { code: "AUDIO_DECODE_FAILED" });
  await assert.rejects(plain(await adpcm(2)), { code: "AUDIO_DECODE_FAILED" });
  const large = Buffer.concat([wav, Buffer.alloc(maxCompressedWavBytes)]);
  await assert.rejects(plain(large), { code: "TOO_LARGE" });
});

test("unpacking ends with its signal", async () => {
  const reason = new Error("gone");
  await assert.rejects(plainWav(inPieces(await adpcm()), AbortSignal.abort(reason)), reason);
});
