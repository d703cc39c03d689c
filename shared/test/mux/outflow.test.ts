import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Outflow } from "../../src/mux/outflow.ts";
import { limits } from "../../src/wire/limits.ts";
import { firstFault, pattern } from "./simulation/pattern.ts";

const windowBytes = 65_536;

describe("an outflow", () => {
  it("sends a small first piece, then larger ones, up to its credit", () => {
    const outflow = writtenOutflow(100_000);
    assert.equal(outflow.take(1e9).bytes.length, limits.firstDataBytes);
    assert.equal(outflow.take(1e9).bytes.length, limits.dataBytes);
    drain(outflow);
    assert.equal(outflow.next, windowBytes);
    assert.equal(outflow.sendable, 0);
  });

  it("goes on with new credit, and not beyond it", () => {
    const outflow = writtenOutflow(200_000);
    drain(outflow);
    assert.ok(outflow.addCredit(32_768));
    assert.equal(outflow.sendable, 32_768);
  });

  it("refuses credit for what it has not sent", () => {
    const outflow = writtenOutflow(200_000);
    outflow.take(1e9);
    assert.ok(outflow.addCredit(limits.firstDataBytes));
    assert.equal(outflow.addCredit(1), false);
  });

  it("has room for a window of what is not confirmed, however large the chunks", () => {
    const outflow = new Outflow(windowBytes);
    outflow.write(pattern(0, 0, windowBytes));
    assert.equal(outflow.room, 0);
    drain(outflow);
    assert.ok(outflow.addCredit(32_768));
    assert.equal(outflow.room, 32_768);
  });

  it("goes back to any offset that was not confirmed, with the same bytes", () => {
    const outflow = new Outflow(windowBytes);
    for (let at = 0; at < 90_000; at += 300) outflow.write(pattern(0, at, 300));
    drain(outflow);
    assert.ok(outflow.addCredit(20_000));
    drain(outflow);
    for (const received of [20_000, 20_001, 50_000, windowBytes + 20_000]) {
      assert.ok(outflow.resume(received, windowBytes + 20_000));
      const { offset, bytes } = outflow.take(1e9);
      assert.equal(offset, received);
      assert.equal(firstFault(0, offset, bytes), undefined);
      drain(outflow);
    }
  });

  it("takes no lie about offsets", () => {
    const outflow = writtenOutflow(200_000);
    drain(outflow);
    outflow.addCredit(30_000);
    drain(outflow);
    const next = windowBytes + 30_000;
    assert.equal(outflow.resume(29_999, next), false, "below what was confirmed");
    assert.equal(outflow.resume(next + 1, next), false, "beyond what was sent");
    assert.equal(outflow.resume(40_000, next - 1), false, "less credit than before");
    assert.equal(outflow.resume(40_000, 40_001 + windowBytes), false, "more than a window");
    assert.equal(outflow.resume(40_000, 40_000 + windowBytes), true);
  });
});

function writtenOutflow(bytes: number): Outflow {
  const outflow = new Outflow(windowBytes);
  outflow.write(pattern(0, 0, bytes));
  return outflow;
}

function drain(outflow: Outflow): void {
  while (outflow.sendable > 0) outflow.take(1e9);
}
