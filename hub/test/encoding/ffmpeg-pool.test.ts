import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { systemClock } from "../../src/clock.ts";
import { createEncoders, type EncoderOptions, type Encoders } from "../../src/encoding/encoders.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { until } from "../until.ts";
import { isThere, ownProcesses } from "./own-processes.ts";
import { chunked, collect, samplePcm } from "./sample-audio.ts";
import { standIn } from "./stand-in.ts";

const mono = { rateHz: 24_000, channels: 1 };
const stereo = { rateHz: 48_000, channels: 2 };
const never = new AbortController().signal;

async function encodersFor(t: TestContext, options: Partial<EncoderOptions>): Promise<Encoders> {
  const encoders = await createEncoders({ clock: systemClock, ...options });
  t.after(async () => await encoders.close());
  return encoders;
}

async function speak(encoders: Encoders, format: "opus" | "pcm", source = mono): Promise<Buffer> {
  const pcm = samplePcm(source, source.rateHz);
  return await collect(encoders.choose(format).encode(chunked(pcm, 4_096), source, never));
}

describe("the pool of ffmpeg processes", () => {
  test("has what is expected waiting, and replaces what is taken", async (t) => {
    const encoders = await encodersFor(t, { expected: [mono] });
    const first = await ownProcesses();
    assert.deepEqual(encoders.figures(), { waiting: 2, working: 0 });
    await speak(encoders, "opus");
    await until("the process is replaced", () => encoders.figures().waiting === 2);
    const second = await ownProcesses();
    assert.equal(second.filter((pid) => first.includes(pid)).length, 1);
  });

  test("learns from use what to have waiting", async (t) => {
    const encoders = await encodersFor(t, { expected: [] });
    assert.deepEqual(encoders.figures(), { waiting: 0, working: 0 });
    await speak(encoders, "opus", stereo);
    await until("the kind is kept warm", () => encoders.figures().waiting === 2);
    await speak(encoders, "pcm", stereo);
    await until("both kinds are kept warm", () => encoders.figures().waiting === 4);
  });

  test("lets go of the kind that was used longest ago", async (t) => {
    const encoders = await encodersFor(t, { expected: [mono], warmKinds: 1 });
    const first = await ownProcesses();
    await speak(encoders, "opus", stereo);
    await until("the earlier processes are gone", () => !first.some(isThere));
    await until("others wait", () => encoders.figures().waiting === 2);
    assert.equal((await ownProcesses()).length, 2);
  });

  test("replaces processes that die while they wait", async (t) => {
    const encoders = await encodersFor(t, { expected: [mono], warmKinds: 1 });
    for (const pid of await ownProcesses()) process.kill(pid, "SIGKILL");
    await until("they are noticed", () => encoders.figures().waiting === 0);
    await speak(encoders, "opus");
    await until("others wait", () => encoders.figures().waiting === 2);
  });

  test("does not start over and over what dies as it starts", async (t) => {
    const starts = join(await temporaryFolder(t), "starts");
    const ffmpeg = await standIn(t, `echo x >>${starts}; exit 1`);
    await encodersFor(t, { ffmpeg, expected: [mono], warmKinds: 1 });
    const count = async () => (await readFile(starts, "utf8").catch(() => "")).length / 2;
    await until("they are tried once more", async () => (await count()) > 2);
    assert.ok((await count()) <= 4);
  });

  test("starts no more than its bound at once, and says when to come again", async (t) => {
    const encoders = await encodersFor(t, { expected: [], warmKinds: 0, workingProcesses: 1 });
    const first = encoders.choose("opus").encode(endless(), mono, never)[Symbol.asyncIterator]();
    await first.next();
    const busy = { code: "BUSY", retryAfterMs: 1_000, elsewhere: false };
    await assert.rejects(speak(encoders, "opus"), busy);
    await first.return?.();
    await until("its process is gone", () => encoders.figures().working === 0);
    assert.ok((await speak(encoders, "opus")).length > 0);
  });

  test("ends everything when it is closed, and refuses what comes then", async (t) => {
    const encoders = await encodersFor(t, { expected: [mono] });
    const working = encoders.choose("opus").encode(endless(), mono, never)[Symbol.asyncIterator]();
    await working.next();
    await encoders.close();
    assert.deepEqual(await ownProcesses(), []);
    await assert.rejects(speak(encoders, "opus"), { code: "SHUTTING_DOWN" });
    await assert.rejects(
      async () => {
        for (;;) if ((await working.next()).done) break;
      },
      { code: "ENCODER_FAILED" },
    );
    await encoders.close();
  });

  test("leaves no process behind when the hub is killed", async () => {
    const hub = spawn(process.execPath, [join(import.meta.dirname, "warm-process.ts"), "ffmpeg"]);
    const [pids] = (await once(hub.stdout, "data")) as [Buffer];
    hub.kill("SIGKILL");
    await until("they are gone", () => !idsIn(pids).some(isThere));
  });

  test("leaves no process behind when the hub exits, not even one that hangs", async (t) => {
    const ffmpeg = await standIn(t, "exec sleep 1000");
    const program = join(import.meta.dirname, "warm-process.ts");
    const hub = spawn(process.execPath, [program, ffmpeg, "exit"]);
    const [pids] = (await once(hub.stdout, "data")) as [Buffer];
    assert.equal(idsIn(pids).length, 2);
    await until("they are gone", () => !idsIn(pids).some(isThere));
  });
});

function idsIn(pids: Buffer): number[] {
  return pids.toString().trim().split(" ").map(Number);
}

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) yield samplePcm(mono, 1_000);
}
