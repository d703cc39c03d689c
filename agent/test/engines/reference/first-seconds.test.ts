import { deepEqual, equal, rejects } from "node:assert/strict";
import { test } from "node:test";
import { firstSeconds } from "../../../src/engines/reference/first-seconds.ts";
import { failed } from "../contract.ts";
import { ffmpegWavHeader, wholeWav } from "../stand-ins/wav-bytes.ts";

const second = Buffer.alloc(48_000, "ab");

test("a recording that lasts no longer stays as it is", async () => {
  const wav = wholeWav(24_000, Buffer.concat([second, second]));
  equal(await firstSeconds(wav, 2), wav);
});

test("of a longer one only the beginning is left, with a header that is true", async () => {
  const pcm = Buffer.concat([second, second, Buffer.alloc(2)]);
  const expected = wholeWav(24_000, Buffer.concat([second, second]));
  deepEqual(await firstSeconds(wholeWav(24_000, pcm), 2), expected);
  const unsized = Buffer.concat([ffmpegWavHeader(24_000), pcm]);
  deepEqual(await firstSeconds(unsized, 2), expected);
});

test("what is no WAV is bad input", async () => {
  await rejects(firstSeconds(Buffer.from("OggS and so on"), 2), failed("BAD_INPUT"));
});
