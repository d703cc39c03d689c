import { equal, rejects } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { suite, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { beginSpeech, type Started } from "../../src/engines/begin-speech.ts";
import { collect, failed, never } from "./contract.ts";
import { toneOf } from "./stand-ins/tone.ts";
import { pieces, wholeWav } from "./stand-ins/wav-bytes.ts";

const timeouts = { firstByteMs: 5_000, idleMs: 50 };
const tone = toneOf("x".repeat(100));

suite("what an engine has started", () => {
  test("is decoded to its last sample, the rest in ffmpeg's hands too", async () => {
    const input = wholeWav(24_000, tone);
    const argv = "-loglevel error -i pipe:0 -f flac pipe:1".split(" ");
    const flac = execFileSync("ffmpeg", argv, { input });
    const speech = await beginSpeech(
      never(),
      timeouts,
      starting(() => pieces(flac, 1_000)),
    );
    equal((await collect(speech)).byteLength, tone.byteLength);
  });

  test("may wait for its reader as long as it takes", async () => {
    const body = () => pieces(wholeWav(24_000, tone), 30_000);
    const speech = await beginSpeech(never(), timeouts, starting(body));
    let bytes = 0;
    for await (const pcm of speech.audio) {
      bytes += pcm.byteLength;
      await sleep(2 * timeouts.idleMs);
    }
    equal(bytes, tone.byteLength);
  });

  test("is given up when it falls silent, the sooner limit counting from the first bytes on", async () => {
    const speech = await beginSpeech(never(), timeouts, async (signal) => ({
      asked: { as: "file" },
      body: silentAfter(wholeWav(24_000, tone).subarray(0, 1_000), signal),
    }));
    await rejects(collect(speech), failed("ENGINE_FAILED"));
  });

  test("leaves no timer behind", async () => {
    const before = timers();
    await collect(await beginSpeech(never(), timeouts, starting(wholeTone)));
    equal(timers(), before);
  });
});

function wholeTone(): Iterable<Uint8Array> {
  return [wholeWav(24_000, tone)];
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((one) => one === "Timeout").length;
}

function starting(body: () => Iterable<Uint8Array>): () => Promise<Started> {
  return async () => ({ body: stream(body()), asked: { as: "file" } });
}

async function* stream(parts: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* parts;
}

async function* silentAfter(bytes: Uint8Array, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  yield bytes;
  await new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("closed")), { once: true });
  });
}
