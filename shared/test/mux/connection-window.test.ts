import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConnectionWindow } from "../../src/mux/connection-window.ts";
import type { RoundTrip } from "../../src/mux/liveness.ts";
import { limits } from "../../src/wire/limits.ts";

const quarter = limits.connectionWindowBytes / 4;

describe("the connection's window", () => {
  it("gives back what arrived, a quarter of it at a time", () => {
    const window = new ConnectionWindow(0);
    window.receive(quarter - 1);
    assert.equal(window.takeCredit(0, undefined).bytes, 0);
    window.receive(1);
    assert.equal(window.takeCredit(0, undefined).bytes, quarter);
  });

  it("tells when the peer sends more than it was given", () => {
    const window = new ConnectionWindow(0);
    assert.ok(window.receive(limits.connectionWindowBytes));
    assert.equal(window.receive(1), false);
  });

  it("stays as it is on a path that does not use it up", () => {
    const path = new Path(10, 10);
    for (let i = 0; i < 20; i++) path.pass(quarter, 1_000);
    assert.equal(path.grownBytes, 0);
  });

  it("grows step by step on a long fat path, at most once a second, and to its maximum", () => {
    const path = new Path(200, 200);
    path.pass(quarter, 100);
    for (let i = 0; i < 5; i++) path.pass(quarter, 100);
    assert.equal(path.grownBytes, limits.connectionWindowStepBytes);
    for (let i = 0; i < 400; i++) path.pass(limits.connectionWindowMaxBytes / 4, 100);
    const most = limits.connectionWindowMaxBytes - limits.connectionWindowBytes;
    assert.equal(path.grownBytes, most);
  });

  it("does not grow while the round trip under load is inflated", () => {
    const path = new Path(100, 140);
    for (let i = 0; i < 100; i++) path.pass(quarter, 100);
    assert.equal(path.grownBytes, 0);
  });

  it("does not judge by a round trip from before the load", () => {
    const path = new Path(100, 140);
    path.measure = () => undefined;
    for (let i = 0; i < 100; i++) path.pass(quarter, 100);
    assert.equal(path.grownBytes, 0);
  });
});

/** A path whose round trip is known when idle, and measured anew whenever the window asks. */
class Path {
  measure: () => void;
  readonly #window = new ConnectionWindow(0);
  #nowMs = 0;
  #owedBytes = 0;
  #grownBytes = 0;
  #roundTrip: RoundTrip;

  constructor(idleMs: number, loadedMs: number) {
    this.#roundTrip = { lastMs: idleMs, lowestMs: idleMs, sentMs: -1 };
    this.measure = () => {
      this.#roundTrip = { lastMs: loadedMs, lowestMs: idleMs, sentMs: this.#nowMs };
    };
  }

  get grownBytes(): number {
    return this.#grownBytes;
  }

  /** So many bytes arrive after so long. */
  pass(bytes: number, tookMs: number): void {
    this.#nowMs += tookMs;
    this.#window.receive(bytes);
    this.#owedBytes += bytes;
    const credit = this.#window.takeCredit(this.#nowMs, this.#roundTrip);
    if (credit.probe) this.measure();
    if (credit.bytes === 0) return;
    this.#grownBytes += credit.bytes - this.#owedBytes;
    this.#owedBytes = 0;
  }
}
