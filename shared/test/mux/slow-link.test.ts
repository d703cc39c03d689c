import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { limits } from "../../src/wire/limits.ts";
import { SimulatedTunnel } from "./simulation/simulated-tunnel.ts";

const tenMegabits = 1_250;

describe("a link of 10 Mbit/s with streams that fill it", () => {
  it("is never mistaken for dead in ten minutes, with 100 ms of delay each way", () => {
    const tunnel = new SimulatedTunnel({ bytesPerMs: tenMegabits, delayMs: 100 });
    const talks = Array.from({ length: 8 }, () => tunnel.talk({ isRead: true }));
    for (let second = 0; second < 600; second++) {
      tunnel.pass(1_000);
      assert.ok(tunnel.hub.usable(tunnel.clock.nowMs));
      assert.ok(!tunnel.agent.suspect(tunnel.clock.nowMs));
    }
    assert.deepEqual(tunnel.closes, []);
    const bytes = talks.reduce((sum, talk) => sum + talk.bytes, 0);
    assert.ok(bytes > 0.95 * 600_000 * tenMegabits, `only ${bytes} bytes went through`);
  });

  it("brings a new stream's first audio within 300 ms", () => {
    for (const delayMs of [0, 5, 20]) {
      const tunnel = new SimulatedTunnel({ bytesPerMs: tenMegabits, delayMs });
      for (let i = 0; i < 8; i++) tunnel.talk({ isRead: true });
      for (let i = 0; i < 20; i++) {
        tunnel.pass(2_000 + 37 * i);
        const talk = tunnel.talk({ isRead: true, bytes: 20_000 });
        tunnel.pass(1_000);
        const tookMs = talk.firstAudioMs ?? Number.POSITIVE_INFINITY;
        assert.ok(tookMs <= 300, `${tookMs} ms at a delay of ${delayMs} ms`);
      }
    }
  });

  it("gives streams equal shares", () => {
    const tunnel = new SimulatedTunnel({ bytesPerMs: tenMegabits, delayMs: 10 });
    const talks = Array.from({ length: 8 }, () => tunnel.talk({ isRead: true }));
    tunnel.pass(20_000);
    const bytes = talks.map((talk) => talk.bytes);
    assert.ok(Math.max(...bytes) - Math.min(...bytes) <= 2 * limits.streamWindowBytes);
  });

  it("is not slowed by streams that nobody reads", () => {
    assert.ok(throughputWith(30) >= 0.99 * throughputWith(0));
  });
});

describe("a link whose bytes stop, without a word to either side", () => {
  it("gets no new stream after 15 s, and is given up at 30 s by both", () => {
    const tunnel = new SimulatedTunnel({ bytesPerMs: tenMegabits, delayMs: 10 });
    const talk = tunnel.talk({ isRead: true });
    tunnel.pass(1_000);
    const stoppedMs = tunnel.clock.nowMs;
    tunnel.socket.stall(Number.POSITIVE_INFINITY);
    tunnel.pass(14_000);
    assert.ok(tunnel.hub.usable(tunnel.clock.nowMs));
    tunnel.pass(1_100);
    assert.ok(!tunnel.hub.usable(tunnel.clock.nowMs));
    assert.ok(tunnel.agent.suspect(tunnel.clock.nowMs));
    tunnel.pass(13_800);
    assert.equal(tunnel.closes.length, 0);
    tunnel.pass(1_200);
    assert.deepEqual(tunnel.closes.map(({ side }) => side).sort(), ["agent", "hub"]);
    for (const { code, atMs } of tunnel.closes) {
      assert.equal(code, 4408);
      assert.ok(Math.abs(atMs - stoppedMs - limits.deadMs) < 200);
    }
    assert.equal(talk.failure?.code, "CONN_LOST");
    assert.equal(tunnel.agent.streams, 0);
  });
});

/** Bytes in 20 s of two streams that are read, beside so many that are not. */
function throughputWith(stalled: number): number {
  const tunnel = new SimulatedTunnel({ bytesPerMs: tenMegabits, delayMs: 10 });
  for (let i = 0; i < stalled; i++) tunnel.talk({ isRead: false });
  tunnel.pass(2_000);
  const talks = [tunnel.talk({ isRead: true }), tunnel.talk({ isRead: true })];
  tunnel.pass(20_000);
  return talks.reduce((sum, talk) => sum + talk.bytes, 0);
}
