import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { audioKindOf } from "../../src/voices/audio-kind.ts";
import { decodeSample } from "../../src/voices/decode-sample.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { framesIn, inPieces, type Kind, kinds, silence, tone } from "./recordings.ts";

const never = new AbortController().signal;

async function decode(file: Uint8Array, program = "ffmpeg", signal = never): Promise<Buffer> {
  const kind = audioKindOf(file);
  assert.ok(kind);
  return Buffer.concat(await Array.fromAsync(decodeSample(program, inPieces(file), kind, signal)));
}

for (const kind of Object.keys(kinds) as Kind[]) {
  test(`${kind} is told by its bytes and decoded in full`, async (t) => {
    const path = join(await temporaryFolder(t), `tone.${kind}`);
    const file =
      kind === "m4a" ? await tone(kind, 20, path).then(() => readFile(path)) : await tone(kind, 2);
    assert.equal(audioKindOf(file)?.extension, kind);
    const pcm = await decode(file);
    const seconds = kind === "m4a" ? 20 : 2;
    // Codecs with frames fill up their last one.
    assert.ok(Math.abs(pcm.length / 2 - framesIn(seconds)) < framesIn(0.1), `${pcm.length} bytes`);
  });
}

for (const [what, file] of Object.entries({
  text: "#EXTM3U\nfile:///etc/passwd\n",
  "a web page": "<!doctype html>",
  "an image": "\x89PNG\r\n\x1a\n............",
  nothing: "",
})) {
  test(`${what} is no audio`, () => {
    assert.equal(audioKindOf(Buffer.from(file, "latin1")), undefined);
  });
}

test("what only begins like audio cannot be decoded", async () => {
  const lies = ["RIFF....WAVE", "fLaC", "OggS", "\x1a\x45\xdf\xa3", "....ftypM4A ", "ID3"];
  for (const lie of lies) {
    const file = Buffer.concat([Buffer.from(lie, "latin1"), Buffer.alloc(10_000, 7)]);
    await assert.rejects(decode(file), { code: "AUDIO_DECODE_FAILED", param: "audio" });
  }
});

test("what lasts too long ends early, however small it is packed", async () => {
  const bomb = await silence(7_200);
  assert.ok(bomb.length < 2_000_000);
  await assert.rejects(decode(bomb), { code: "TOO_LARGE", param: "audio" });
});

test("a playlist in a file's clothes opens nothing", async (t) => {
  const secret = join(await temporaryFolder(t), "secret.wav");
  await writeFile(secret, await tone("wav", 1));
  const reference = Buffer.from(`ID3\n#EXTM3U\n#EXTINF:1,\nfile://${secret}\n`);
  await assert.rejects(decode(reference), { code: "AUDIO_DECODE_FAILED" });
});

test("a decoder that is missing is the hub's fault, not the file's", async () => {
  const file = await tone("wav", 1);
  await assert.rejects(decode(file, "no-such-ffmpeg"), { code: "ENCODER_FAILED" });
});

test("a caller who has gone ends the decoder", async () => {
  const gone = new Error("gone");
  const file = await tone("flac", 5);
  await assert.rejects(decode(file, "ffmpeg", AbortSignal.abort(gone)), gone);
});
