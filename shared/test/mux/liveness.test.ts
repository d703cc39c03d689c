import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Liveness } from "../../src/mux/liveness.ts";
import { limits } from "../../src/wire/limits.ts";

describe("liveness", () => {
  it("pings when the session stands, and then at each heartbeat, jittered", () => {
    const early = begun(0);
    assert.equal(early.duePing(0), 1);
    assert.equal(early.timerMs, 9_000);
    const late = begun(1);
    late.duePing(0);
    assert.equal(late.timerMs, 11_000);
  });

  it("does not ping before", () => {
    const liveness = new Liveness(0, () => 0.5);
    assert.equal(liveness.duePing(1e9), undefined);
    assert.equal(liveness.timerMs, limits.deadMs);
  });

  it("says a ping again under its nonce until it is answered, and measures from the first", () => {
    const liveness = begun(0.5);
    const nonce = liveness.duePing(0) ?? 0;
    assert.equal(liveness.duePing(9_999), undefined);
    assert.equal(liveness.duePing(10_000), nonce);
    assert.equal(liveness.pong(nonce, 12_000), 12_000);
    assert.equal(liveness.pong(nonce, 12_001), undefined, "answered already");
    assert.equal(liveness.duePing(20_000), nonce + 1);
  });

  it("takes no answer that it did not ask for", () => {
    const liveness = begun(0.5);
    liveness.duePing(0);
    assert.equal(liveness.pong(77, 1), undefined);
    assert.equal(liveness.roundTrip, undefined);
  });

  it("doubts after 15 s of silence and gives up after 30 s", () => {
    const liveness = begun(0.5);
    assert.equal(liveness.state(14_999), "alive");
    assert.equal(liveness.state(15_000), "suspect");
    assert.equal(liveness.state(29_999), "suspect");
    assert.equal(liveness.state(30_000), "dead");
    liveness.heard(29_000);
    assert.equal(liveness.state(30_000), "alive");
  });

  it("gives up a peer that talks but does not answer", () => {
    const liveness = begun(0.5);
    liveness.duePing(0);
    for (let nowMs = 0; nowMs < limits.unansweredMs; nowMs += 1_000) {
      liveness.heard(nowMs);
      assert.equal(liveness.state(nowMs), "alive");
    }
    assert.equal(liveness.state(limits.unansweredMs), "dead");
  });

  it("measures a round trip when asked to, as soon as the ping before is answered", () => {
    const liveness = begun(0.5);
    const first = liveness.duePing(0) ?? 0;
    liveness.probe();
    assert.equal(liveness.duePing(1), undefined);
    liveness.pong(first, 50);
    assert.equal(liveness.duePing(60), first + 1);
    liveness.pong(first + 1, 100);
    assert.deepEqual(liveness.roundTrip, { lastMs: 40, lowestMs: 40, sentMs: 60 });
  });
});

function begun(random: number): Liveness {
  const liveness = new Liveness(0, () => random);
  liveness.begin(limits, 0);
  return liveness;
}
