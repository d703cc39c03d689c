import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { Gathering } from "../../src/mux/gathering.ts";
import { limits } from "../../src/wire/limits.ts";
import { open, WiredAgent } from "./wired-agent.ts";

const format = { rateHz: 24_000, channels: 1 };
const bytesPerMs = 48;
const chunkBytes = 40 * bytesPerMs;

describe("gathering", () => {
  it("holds nothing back from a listener who is less than half a second behind", () => {
    const gathering = new Gathering(format);
    assert.ok(!gathering.hold(0, chunkBytes, 0));
    assert.ok(!gathering.hold(500 * bytesPerMs, chunkBytes, 0));
    assert.ok(!gathering.hold(1_000 * bytesPerMs, chunkBytes, 500));
  });

  it("holds small pieces of what is further ahead, until there is enough", () => {
    const gathering = new Gathering(format);
    gathering.hold(0, chunkBytes, 0);
    const ahead = 700 * bytesPerMs;
    assert.ok(gathering.hold(ahead, chunkBytes, 0));
    assert.ok(gathering.isHolding(2 * chunkBytes));
    assert.ok(!gathering.isHolding(4 * chunkBytes));
    assert.ok(!gathering.hold(ahead, 4 * chunkBytes, 39));
    assert.equal(gathering.timerMs, Number.POSITIVE_INFINITY);
  });

  it("holds them no longer than it lasts to play them, and never until the listener has caught up", () => {
    for (const [aheadMs, heldMs] of [
      [10_000, 160],
      [600, 100],
    ] as const) {
      const gathering = new Gathering(format);
      gathering.hold(0, chunkBytes, 0);
      assert.ok(gathering.hold(aheadMs * bytesPerMs, chunkBytes, 0));
      assert.equal(gathering.timerMs, heldMs);
      assert.ok(!gathering.tick(heldMs - 1));
      assert.ok(gathering.tick(heldMs));
      assert.ok(!gathering.isHolding(chunkBytes));
      assert.ok(!gathering.hold(aheadMs * bytesPerMs, chunkBytes, heldMs));
    }
  });

  it("takes a frame's worth for enough, at whatever rate", () => {
    const gathering = new Gathering({ rateHz: 192_000, channels: 2 });
    gathering.hold(0, 1, 0);
    assert.ok(gathering.hold(5_000_000, limits.dataBytes - 1, 0));
    assert.ok(!gathering.hold(5_000_000, limits.dataBytes, 0));
  });
});

describe("an agent whose engine is faster than speech", () => {
  it("sends fewer frames, none later than its sound, and the last with END", () => {
    const agent = speakingAgent();
    let frames = 0;
    for (let nowMs = 0; nowMs < 1_000; nowMs += 10) {
      agent.passTo(nowMs);
      agent.streams[0]?.write(new Uint8Array(chunkBytes));
      const sent = agent.sent();
      frames += sent.length;
      const last = sent.at(-1);
      if (last?.type === "DATA") {
        agent.hears({ type: "WINDOW", stream: 1, credit: credited(sent) });
        agent.hears({ type: "WINDOW", stream: 0, credit: credited(sent) });
      }
    }
    assert.ok(frames < 50, `${frames} frames of 100 chunks`);
    agent.streams[0]?.write(new Uint8Array(10));
    assert.deepEqual(agent.sent(), []);
    agent.streams[0]?.end({});
    assert.deepEqual(
      agent.sent().map((one) => one.type),
      ["DATA", "END"],
    );
  });

  it("sends what it holds when its time is over, though nothing follows", () => {
    const agent = speakingAgent();
    agent.streams[0]?.write(new Uint8Array(1_000 * bytesPerMs));
    agent.sent();
    agent.streams[0]?.write(new Uint8Array(10));
    assert.deepEqual(agent.sent(), []);
    assert.equal(agent.endpoint.timerMs(), limits.gatherMs);
    agent.passTo(limits.gatherMs);
    assert.deepEqual(
      agent.sent().map((one) => one.type),
      ["DATA"],
    );
  });

  it("never leaves its user waiting for room that is held", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 70_000 }), { maxLength: 30 }), (sizes) => {
        const agent = speakingAgent();
        const [stream] = agent.streams;
        for (const size of sizes) {
          stream?.write(new Uint8Array(Math.min(size, stream.room)));
          const bytes = credited(agent.sent());
          if (stream?.room === 0 && bytes > 0) {
            agent.hears({ type: "WINDOW", stream: 1, credit: bytes });
            agent.hears({ type: "WINDOW", stream: 0, credit: bytes });
            assert.ok(stream.room > 0);
          }
        }
      }),
    );
  });
});

function credited(sent: ReturnType<WiredAgent["sent"]>): number {
  return sent.reduce((sum, one) => sum + (one.type === "DATA" ? one.bytes.length : 0), 0);
}

function speakingAgent(): WiredAgent {
  const agent = new WiredAgent();
  agent.connect();
  agent.hears(open(1));
  agent.streams[0]?.accept(format);
  agent.sent();
  return agent;
}
