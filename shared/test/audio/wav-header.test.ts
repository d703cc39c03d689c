import assert from "node:assert/strict";
import { test } from "node:test";
import { unknownWavSize, wavHeader, wavHeaderBytes } from "@club/shared/audio/wav-header.ts";

const mono = { rateHz: 24_000, channels: 1 };

function sizes(header: Uint8Array): { riff: number; data: number } {
  const view = Buffer.from(header);
  return { riff: view.readUInt32LE(4), data: view.readUInt32LE(40) };
}

test("a header of known length is the canonical 44 bytes with exact sizes", () => {
  const header = Buffer.from(wavHeader({ rateHz: 44_100, channels: 2 }, 400));
  assert.equal(header.byteLength, wavHeaderBytes);
  assert.equal(
    header.toString("hex"),
    "52494646b401000057415645666d7420" + // RIFF, 436, WAVE, "fmt "
      "100000000100020044ac000010b10200" + // 16, PCM, 2 channels, 44,100 Hz, 176,400 bytes/s
      "0400100064617461" + // 4 bytes a frame, 16 bits, data
      "90010000",
  );
});

test("a header of unknown length has 0xFFFFFFFF in both sizes", () => {
  assert.deepEqual(sizes(wavHeader(mono)), { riff: unknownWavSize, data: unknownWavSize });
});

test("an empty clip has sizes of its own", () => {
  assert.deepEqual(sizes(wavHeader(mono, 0)), { riff: 36, data: 0 });
});

test("the largest length that fits is exact, and one frame more is unknown", () => {
  const largest = 0xffff_ffff - 36 - 1;
  assert.deepEqual(sizes(wavHeader(mono, largest)), { riff: 0xffff_fffe, data: largest });
  const over = { riff: unknownWavSize, data: unknownWavSize };
  assert.deepEqual(sizes(wavHeader(mono, largest + 2)), over);
  assert.deepEqual(sizes(wavHeader(mono, 5 * 2 ** 30)), over);
});
