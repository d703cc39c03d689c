import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { speech } from "../../bench/benchmarks/speech.ts";
import { type Engine, startEngine } from "../../bench/engine/engine.ts";
import { chunkBytes, wavHeaderBytes } from "../../bench/limits.ts";
import { type Load, startLoad } from "../../bench/load/load.ts";
import { StampReader } from "../../bench/load/stamp-reader.ts";
import { Times } from "../../bench/measure/percentiles.ts";
import { until } from "../../until.ts";

describe("the load generator and its engine", () => {
  test("every byte of every clip is counted, and each request's times in their order", async (t) => {
    const { load, target } = await start(t);
    const plan = speech({ target }, { model: "unpaced", seconds: 0.5 });
    const report = await load.run({ ...plan, concurrency: 3, until: { requests: 10 } });
    assert.equal(report.requests, 10);
    assert.equal(report.bytes, 10 * (wavHeaderBytes + 24_000));
    const { firstByte, firstAudio, total } = report;
    assert.deepEqual([firstByte.count, firstAudio.count, total.count], [10, 10, 10]);
    assert.ok(firstByte.p50 <= firstAudio.p50 && firstAudio.max <= total.max);
  });

  test("each chunk of a paced clip tells how long it was under way", async (t) => {
    const { load, target } = await start(t);
    const plan = speech({ target }, { model: "paced", seconds: 0.4 });
    const report = await load.run({ ...plan, concurrency: 2, until: { requests: 2 } });
    assert.equal(report.transit.count, 2 * 10);
    assert.ok(report.transit.p50 > 0);
  });

  test("who gives up is told by both sides, on one clock", async (t) => {
    const { load, engine, target } = await start(t);
    const plan = speech({ target }, { model: "paced", seconds: 60 });
    const body = { ...plan.body, input: "Speak for 60 seconds. {n}" };
    const asked = { ...plan, body, cancelAfterBytes: wavHeaderBytes + 1 };
    const report = await load.run({ ...asked, concurrency: 1, until: { requests: 1 } });
    const closing = await until("the engine to notice", async () => (await engine.closings())[0], {
      timeoutMs: 10_000,
    });
    assert.equal(closing.input, "Speak for 60 seconds. 1");
    assert.ok(BigInt(closing.atNs) > BigInt(report.cancelledNs["1"] ?? closing.atNs));
  });

  test("a refusal is a failure with its reason, never a figure", async (t) => {
    const { load } = await start(t);
    const target = { url: "http://127.0.0.1:1/v1/audio/speech", headers: {} };
    const plan = speech({ target }, { model: "unpaced", seconds: 0.1 });
    const running = load.run({ ...plan, concurrency: 1, until: { requests: 1 } });
    await assert.rejects(running, /1 of 1 requests failed: .*ECONNREFUSED/);
  });
});

test("stamps are read from a body that is cut anywhere", () => {
  const header = Buffer.alloc(wavHeaderBytes);
  const chunks = Array.from({ length: 3 }, () => {
    const chunk = Buffer.alloc(chunkBytes);
    chunk.writeBigInt64LE(process.hrtime.bigint());
    return chunk;
  });
  const body = Buffer.concat([header, ...chunks]);
  for (const pieceBytes of [1, 7, 1_919, chunkBytes, body.length]) {
    const times = new Times();
    const reader = new StampReader(wavHeaderBytes, times);
    for (let at = 0; at < body.length; at += pieceBytes) {
      reader.take(body.subarray(at, at + pieceBytes));
    }
    assert.equal(times.percentiles().count, 3);
    // A stamp that was read at a wrong place would be years off.
    assert.ok(times.percentiles().max < 3_600_000);
  }
});

type Started = {
  readonly engine: Engine;
  readonly load: Load;
  readonly target: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
};

async function start(t: TestContext): Promise<Started> {
  const engine = await startEngine();
  const load = startLoad();
  t.after(() => Promise.all([engine[Symbol.asyncDispose](), load[Symbol.asyncDispose]()]));
  return { engine, load, target: { url: `${engine.url}/v1/audio/speech`, headers: {} } };
}
