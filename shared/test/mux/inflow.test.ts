import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Inflow } from "../../src/mux/inflow.ts";

describe("an inflow", () => {
  it("gives credit for what was released, half a window at a time", () => {
    const inflow = new Inflow(1_000);
    inflow.push(0, new Uint8Array(800));
    inflow.take();
    assert.equal(inflow.takeCredit(), 0, "taken is not released");
    inflow.release(499);
    assert.equal(inflow.takeCredit(), 0);
    inflow.release(1);
    assert.equal(inflow.takeCredit(), 500);
    assert.equal(inflow.takeCredit(), 0);
  });

  it("refuses a gap, a repetition, and bytes beyond the credit", () => {
    const inflow = new Inflow(1_000);
    assert.equal(inflow.push(1, new Uint8Array(1)), "gap");
    assert.equal(inflow.push(0, new Uint8Array(1_001)), "over");
    assert.equal(inflow.push(0, new Uint8Array(1_000)), "ok");
    assert.ok(inflow.exhausted);
    assert.equal(inflow.push(0, new Uint8Array(1)), "gap");
    assert.equal(inflow.push(1_000, new Uint8Array(1)), "over");
  });

  it("begins without credit where asked to, and then gives a window", () => {
    const inflow = new Inflow(1_000, 0);
    assert.equal(inflow.push(0, new Uint8Array(1)), "over");
    assert.equal(inflow.takeCredit(), 1_000);
  });

  it("copies: what comes as a Node buffer does not stay alive or change under it", () => {
    const inflow = new Inflow(1_000);
    const socketBuffer = Buffer.alloc(64_000, 7);
    inflow.push(0, socketBuffer.subarray(10, 20));
    socketBuffer.fill(9);
    const piece = inflow.take();
    assert.deepEqual(
      [...(piece ?? [])],
      Array.from({ length: 10 }, () => 7),
    );
    assert.ok((piece?.buffer.byteLength ?? Number.NaN) <= 1_024);
  });

  it("puts single bytes together", () => {
    const inflow = new Inflow(65_536);
    for (let at = 0; at < 65_536; at++) inflow.push(at, Uint8Array.of(at & 0xff));
    let pieces = 0;
    let at = 0;
    for (let piece = inflow.take(); piece !== undefined; piece = inflow.take()) {
      pieces += 1;
      for (const byte of piece) assert.equal(byte, at++ & 0xff);
    }
    assert.equal(at, 65_536);
    assert.ok(pieces <= 64, `${pieces} pieces`);
  });

  it("states for a new socket all credit that is due, however little", () => {
    const inflow = new Inflow(1_000);
    inflow.push(0, new Uint8Array(300));
    inflow.release(1);
    assert.deepEqual(inflow.restate(), { received: 300, limit: 1_001 });
    assert.equal(inflow.takeCredit(), 0);
  });
});
