import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import { systemClock } from "../../src/clock.ts";
import { createEncoders, type EncoderOptions, type Encoders } from "../../src/encoding/encoders.ts";
import { until } from "../until.ts";
import { decoded } from "./decoded.ts";
import { isThere, openFiles, ownProcesses } from "./own-processes.ts";
import { chunked, collect, samplePcm } from "./sample-audio.ts";
import { standIn } from "./stand-in.ts";

const mono = { rateHz: 24_000, channels: 1 };
const never = new AbortController().signal;
const longPcm = samplePcm(mono, 20 * mono.rateHz);

/** Encoders whose processes, and files, are all gone at the end. */
async function encodersFor(t: TestContext, options: Partial<EncoderOptions>): Promise<Encoders> {
  const files = await openFiles();
  const encoders = await createEncoders({
    clock: systemClock,
    expected: [],
    warmKinds: 0,
    ...options,
  });
  t.after(async () => {
    await encoders.close();
    assert.deepEqual(await ownProcesses(), []);
    await until("every pipe is closed", async () => (await openFiles()) <= files);
  });
  return encoders;
}

function opusOf(encoders: Encoders, pcm: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return collect(encoders.choose("opus").encode(pcm, mono, never));
}

describe("without ffmpeg", () => {
  test("the hub knows from the start, wav and pcm as it comes go on, and the rest says what to do", async (t) => {
    const encoders = await encodersFor(t, {
      ffmpeg: "/nowhere/ffmpeg",
      expected: [mono],
      warmKinds: 1,
    });
    assert.match(encoders.ffmpegFault() ?? "", /apt-get install ffmpeg/);
    const help = { code: "ENCODER_FAILED", message: /apt-get install ffmpeg.*wav/ };
    for (let i = 0; i < 3; i += 1)
      await assert.rejects(opusOf(encoders, chunked(longPcm, 4_096)), help);
    for (const format of ["wav", "pcm"] as const) {
      const file = await collect(
        encoders.choose(format).encode(chunked(longPcm, 4_096), mono, never),
      );
      assert.equal(file.subarray(-longPcm.length).compare(longPcm), 0);
    }
    const other = { rateHz: 22_050, channels: 1 };
    const pcm = encoders.choose("pcm").encode(chunked(longPcm, 4_096), other, never);
    await assert.rejects(collect(pcm), help);
  });

  test("an ffmpeg that lacks an encoder is a fault with a name", async (t) => {
    const encoders = await encodersFor(t, {
      ffmpeg: await standIn(t, "exit 1"),
      transcode: ["mp3"],
    });
    assert.match(encoders.ffmpegFault() ?? "", /lacks libmp3lame/);
  });
});

describe("an ffmpeg that fails", () => {
  test("dies in the middle: an error with its last words, never the end of a whole file", async (t) => {
    const work = "head -c 100000 >/dev/null; echo some audio; echo out of luck >&2; exit 3";
    const encoders = await encodersFor(t, { ffmpeg: await standIn(t, work) });
    await assert.rejects(opusOf(encoders, chunked(longPcm, 4_096)), (error: unknown) => {
      assert.ok(error instanceof Failure && error.cause instanceof Error);
      assert.equal(error.code, "ENCODER_FAILED");
      assert.match(error.cause.message, /exit code 3: out of luck/);
      return true;
    });
  });

  test("ends well before it has had everything: an error all the same", async (t) => {
    const encoders = await encodersFor(t, { ffmpeg: await standIn(t, "echo audio; exit 0") });
    await assert.rejects(opusOf(encoders, chunked(longPcm, 4_096)), { code: "ENCODER_FAILED" });
  });

  test("dies while its source stands still: nobody waits for the source", async (t) => {
    const encoders = await encodersFor(t, {
      ffmpeg: await standIn(t, "head -c 2 >/dev/null; exit 1"),
    });
    const source = standingStill(longPcm);
    await assert.rejects(opusOf(encoders, source.pcm), { code: "ENCODER_FAILED" });
    source.release();
  });

  test("floods stderr: it neither blocks nor fills the memory", async (t) => {
    const work = "yes complaint | head -c 20000000 >&2; exit 1";
    const encoders = await encodersFor(t, { ffmpeg: await standIn(t, work) });
    await assert.rejects(opusOf(encoders, chunked(longPcm, 4_096)), (error: unknown) => {
      const cause = (error as Failure).cause as Error;
      return cause.message.includes("complaint") && cause.message.length < 10_000;
    });
  });

  for (const [how, work] of [
    ["takes nothing", "exec sleep 1000"],
    ["takes everything and gives nothing", "exec cat >/dev/null"],
    ["starts a program that hangs", "sleep 1000; true"],
    ["gives a little and then nothing", "echo audio; exec cat >/dev/null"],
  ] as const) {
    test(`hangs (${how}): it is killed, with all it started`, async (t) => {
      const encoders = await encodersFor(t, { ffmpeg: await standIn(t, work), hangMs: 200 });
      const hangs = { code: "ENCODER_FAILED", message: /hangs/ };
      const source = standingStill(longPcm);
      await assert.rejects(opusOf(encoders, source.pcm), hangs);
      source.release();
    });
  }

  test("does not end: it is killed", async (t) => {
    const ffmpeg = await standIn(t, "echo audio; cat >/dev/null; exec sleep 1000");
    const encoders = await encodersFor(t, { ffmpeg, hangMs: 200 });
    const hangs = { code: "ENCODER_FAILED", message: /hangs/ };
    await assert.rejects(opusOf(encoders, chunked(longPcm, 4_096)), hangs);
  });

  test("gives nothing and says that all is well: an error all the same", async (t) => {
    const encoders = await encodersFor(t, { ffmpeg: await standIn(t, "exec cat >/dev/null") });
    await assert.rejects(opusOf(encoders, chunked(longPcm, 4_096)), { code: "ENCODER_FAILED" });
  });

  test("is killed from outside: that request fails, the next one does not", async (t) => {
    const encoders = await encodersFor(t, { expected: [mono], warmKinds: 1 });
    const pieces = encoders.choose("opus").encode(paused(longPcm), mono, never);
    const killed = new Set<number>();
    const reading = (async () => {
      for await (const _ of pieces) {
        for (const pid of await ownProcesses()) {
          if (isThere(pid)) process.kill(pid, "SIGKILL");
          killed.add(pid);
        }
      }
    })();
    await assert.rejects(reading, { code: "ENCODER_FAILED" });
    await until("they are reaped", () => ![...killed].some(isThere));
    // Of several that are reaped at once, the pool hears of one after the other in the same turn.
    await new Promise((resolve) => setImmediate(resolve));
    await decoded(await opusOf(encoders, chunked(longPcm, 65_536)), "opus");
  });
});

describe("leaving an encoder", () => {
  test("by its signal ends the process at once, with the signal's reason", async (t) => {
    const encoders = await encodersFor(t, {});
    const leaving = new AbortController();
    const gone = new Failure("CANCELLED", "The consumer has gone.");
    const reading = (async () => {
      const opus = encoders.choose("opus").encode(paused(longPcm), mono, leaving.signal);
      for await (const _ of opus) leaving.abort(gone);
    })();
    await assert.rejects(reading, gone);
    await until("the process has ended", async () => (await ownProcesses()).length === 0);
  });

  test("by its iteration leaves the source and ends the process", async (t) => {
    const encoders = await encodersFor(t, {});
    let isLeft = false;
    const source = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield longPcm;
      } finally {
        isLeft = true;
      }
    };
    for await (const _ of encoders.choose("opus").encode(source(), mono, never)) break;
    await until("the source is left", () => isLeft);
    await until("the process has ended", async () => (await ownProcesses()).length === 0);
  });

  test("before it began takes no process", async (t) => {
    const encoders = await encodersFor(t, {});
    const gone = new Failure("CANCELLED", "The consumer has gone.");
    const opus = encoders
      .choose("opus")
      .encode(chunked(longPcm, 99), mono, AbortSignal.abort(gone));
    await assert.rejects(collect(opus), gone);
    assert.deepEqual(await ownProcesses(), []);
  });

  test("a source that fails fails the encoding with what it threw", async (t) => {
    const encoders = await encodersFor(t, {});
    const failure = new Failure("ENGINE_FAILED", "The engine broke.");
    for (const lead of [0, 1, 500_000]) {
      const source = async function* (): AsyncGenerator<Uint8Array> {
        yield longPcm.subarray(0, lead);
        throw failure;
      };
      await assert.rejects(opusOf(encoders, source()), failure);
      const resampled = encoders.resample(source(), mono, { rateHz: 8_000, channels: 1 }, never);
      await assert.rejects(collect(resampled), failure);
    }
  });
});

/** Half of the audio, and the rest only once the event loop has had many turns. */
async function* paused(pcm: Buffer): AsyncGenerator<Uint8Array> {
  yield pcm.subarray(0, pcm.length / 2);
  for (let i = 0; i < 10_000; i += 1) await new Promise((resolve) => setImmediate(resolve));
  yield pcm.subarray(pcm.length / 2);
}

/** Audio that comes as from a socket, piece by piece, and goes no further until it is released. */
function standingStill(pcm: Buffer): { pcm: AsyncIterable<Uint8Array>; release: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const source = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunked(pcm, 4_096)) {
      yield chunk;
      await new Promise((turn) => setImmediate(turn));
    }
    await promise;
  };
  return { pcm: source(), release: resolve };
}
