import assert from "node:assert/strict";
import { afterEach, beforeEach, suite, test } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import { firstAudioTimeoutMs, idleTimeoutMs, moveAfterMs } from "../../src/providers/limits.ts";
import { ProviderStream, type ProviderStreamOptions } from "../../src/providers/provider-stream.ts";
import { Registry } from "../../src/providers/registry.ts";
import { ManualClock } from "../manual-clock.ts";
import { attachAgent, pattern, type Script, type ScriptedAgent } from "./scripted-agent.ts";

const mono = { rateHz: 24_000, channels: 1 };
const stereo = { rateHz: 24_000, channels: 2 };
let clock: ManualClock;
let agents: ScriptedAgent[];
/** The session's own. */
let timersBefore: number;

beforeEach(() => {
  clock = new ManualClock();
  agents = [];
});

afterEach(() => {
  for (const agent of agents) agent.kill();
});

suite("a provider's stream", () => {
  test("gives whole frames, however the audio was cut, and what the engine said of it", async () => {
    const stream = await open((agent) => {
      agent.accept(stereo);
      for (const [from, length] of [
        [0, 3],
        [3, 6],
        [9, 7],
      ] as const)
        agent.write(pattern(from, length));
      agent.end({ seed: 7 });
    });
    const chunks = await Array.fromAsync(stream);
    assert.deepEqual(Buffer.concat(chunks), Buffer.from(pattern(0, 16)));
    assert.ok(chunks.every(({ length }) => length % 4 === 0));
    assert.deepEqual(stream.facts(), { seed: 7 });
    await stream.closed;
    assert.equal(clock.pending, timersBefore);
  });

  test("keeps the first audio that was waited for", async () => {
    const stream = await open((agent) => {
      agent.accept(mono);
      agent.write(pattern(0, 100));
      agent.end({});
    });
    assert.deepEqual(await stream.begin(), mono);
    assert.deepEqual(Buffer.concat(await Array.fromAsync(stream)), Buffer.from(pattern(0, 100)));
  });

  test("fails where there is no audio at all", async () => {
    const stream = await open((agent) => {
      agent.accept(mono);
      agent.end({});
    });
    await assert.rejects(stream.begin(), { code: "ENGINE_FAILED" });
    assert.equal(stream.failure?.code, "ENGINE_FAILED");
  });

  test("is given up when no audio comes in time, and the provider is told to stop", async () => {
    const cancelled = Promise.withResolvers<void>();
    const stream = await open((_, signal) =>
      signal.addEventListener("abort", () => cancelled.resolve()),
    );
    const failing = assert.rejects(stream.begin(), { code: "ENGINE_FAILED" });
    await clock.advance(firstAudioTimeoutMs - 1);
    assert.equal(stream.failure, undefined);
    await clock.advance(1);
    await failing;
    await cancelled.promise;
  });

  test("waits for an engine that has to be started first for as long as that takes", async () => {
    const stream = await open(() => undefined, { warmUpMs: 40_000 });
    const failing = assert.rejects(stream.begin(), { code: "ENGINE_FAILED" });
    await clock.advance(firstAudioTimeoutMs + 40_000 - 1);
    assert.equal(stream.failure, undefined);
    await clock.advance(1);
    await failing;
  });

  test("is given up when it stands still after its first audio, counted from then", async () => {
    const stream = await open((agent) => {
      agent.accept(mono);
      agent.write(pattern(0, 100));
    });
    await clock.advance(1);
    await stream.next();
    const failing = assert.rejects(stream.next(), { code: "ENGINE_FAILED" });
    await clock.advance(idleTimeoutMs - 1);
    assert.equal(stream.failure, undefined);
    await clock.advance(1);
    await failing;
  });

  test("is given up when it only trickles", async () => {
    const trickle = Promise.withResolvers<Parameters<Script>[0]>();
    const stream = await open((agent) => {
      agent.accept(mono);
      trickle.resolve(agent);
    });
    const agent = await trickle.promise;
    const reading = assert.rejects(Array.fromAsync(stream), { code: "ENGINE_FAILED" });
    for (let second = 0; second <= idleTimeoutMs / 1000 + 1; second += 1) {
      if (stream.failure === undefined) agent.write(pattern(0, 2));
      await clock.advance(1_000);
    }
    await reading;
  });

  test("is given up when it gives more audio than its text can be, and that is not passed on", async () => {
    const stream = await open(
      (agent) => {
        agent.accept(mono);
        for (let at = 0; at < 40; at += 1) agent.write(pattern(0, 4_800));
        agent.end({});
      },
      { maxAudioSeconds: 1 },
    );
    let bytes = 0;
    const reading = (async () => {
      for await (const frames of stream) bytes += frames.length;
    })();
    await assert.rejects(reading, { code: "ENGINE_FAILED" });
    assert.ok(bytes <= 48_000);
  });

  test("fails soon after its socket is lost, once another provider is free", async () => {
    const free: (() => void)[] = [];
    const stream = await open((agent) => agent.accept(mono), {
      whenAnotherIsFree: (callback) => {
        free.push(callback);
        return { [Symbol.dispose]: () => undefined };
      },
    });
    const failing = assert.rejects(stream.next(), { code: "CONN_LOST" });
    agents[0]?.drop();
    await clock.advance(moveAfterMs - 1);
    assert.equal(free.length, 0);
    await clock.advance(1);
    assert.equal(stream.failure, undefined);
    free[0]?.();
    await failing;
  });

  test("delivers what had arrived before it moves", async () => {
    const stream = await open(
      (agent) => {
        agent.accept(mono);
        agent.write(pattern(0, 200));
      },
      {
        whenAnotherIsFree: (callback) => {
          callback();
          return { [Symbol.dispose]: () => undefined };
        },
      },
    );
    await clock.advance(0);
    agents[0]?.drop();
    await clock.advance(moveAfterMs);
    assert.equal((await stream.next()).value?.length, 200);
    await assert.rejects(stream.next(), { code: "CONN_LOST" });
  });

  test("is cancelled by the signal and by leaving it, and leaves no timer behind", async () => {
    for (const leave of ["signal", "return"] as const) {
      const cancelled = Promise.withResolvers<void>();
      const controller = new AbortController();
      const stream = await open(
        (agent, signal) => {
          agent.accept(mono);
          agent.write(pattern(0, 100));
          signal.addEventListener("abort", () => cancelled.resolve());
        },
        { signal: controller.signal },
      );
      await stream.next();
      if (leave === "return") await stream.return();
      else controller.abort(new Failure("CANCELLED", "gone"));
      await cancelled.promise;
      await stream.closed;
      assert.equal(clock.pending, timersBefore);
    }
  });
});

async function open(
  script: Script,
  options: Partial<ProviderStreamOptions> = {},
): Promise<ProviderStream> {
  const agent = await attachAgent(new Registry(), script, { clock });
  agents.push(agent);
  timersBefore = clock.pending;
  const request = {
    request: "req_1",
    service: "tts",
    text: "Some text.",
    parameters: {},
    deadlineMs: 3_600_000,
  };
  return new ProviderStream(agent.session.provider, request, {
    clock,
    maxAudioSeconds: 60,
    onAudio: () => undefined,
    whenAnotherIsFree: () => ({ [Symbol.dispose]: () => undefined }),
    signal: new AbortController().signal,
    ...options,
  });
}
