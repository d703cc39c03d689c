import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Failure } from "../../src/wire/failures.ts";
import { closeCodes, limits } from "../../src/wire/limits.ts";
import type { Message } from "../../src/wire/messages.ts";
import { accept, data, end, reset, WiredHub } from "./wired-hub.ts";

describe("the hub's endpoint", () => {
  it("answers END with END and RESET with RESET, and tells of it once", () => {
    const hub = connectedHub();
    hub.open();
    hub.open();
    hub.sent();
    hub.hears(accept, data(0, 4), end(4), reset(2));
    assert.deepEqual(
      hub.sent().map((one) => one.type),
      ["END", "RESET"],
    );
    assert.deepEqual(hub.told, [
      "1 accepted",
      "1 readable",
      "1 ended",
      "1 closed",
      "2 failed ENGINE_FAILED",
      "2 closed",
    ]);
  });

  it("takes an END that crosses its RESET for the answer", () => {
    const hub = connectedHub();
    const stream = hub.open();
    hub.hears(accept, data(0, 4));
    hub.sent();
    stream.reset("CANCELLED", "gone", 0);
    hub.hears(end(4));
    assert.equal(hub.endpoint.streams, 0);
    assert.deepEqual(hub.told.slice(2), ["1 closed"]);
  });

  it("sends no credit for a stream that it has reset", () => {
    const hub = connectedHub();
    const stream = hub.open();
    hub.hears(accept, data(0, 16_384), data(16_384, 16_384), data(32_768, 16_384));
    hub.sent();
    stream.release(40_000);
    stream.reset("CANCELLED", "gone", 0);
    assert.deepEqual(
      hub.sent().map((one) => one.type),
      ["RESET"],
    );
  });

  it("gives credit as bytes are released, not as they come", () => {
    const hub = connectedHub();
    const stream = hub.open();
    hub.sent();
    hub.hears(accept, data(0, 16_384), data(16_384, 16_384));
    assert.deepEqual(hub.sent(), []);
    stream.release(32_768);
    assert.deepEqual(hub.sent(), [{ type: "WINDOW", stream: 1, credit: 32_768 }]);
  });

  it("enforces the deadline at its time, connected or not", () => {
    for (const isConnected of [true, false]) {
      const hub = connectedHub();
      hub.open({ deadlineMs: 5_000 });
      if (!isConnected) hub.endpoint.disconnect(0);
      assert.equal(hub.endpoint.timerMs(), 5_000);
      hub.passTo(5_000);
      assert.deepEqual(hub.told, ["1 failed DEADLINE"]);
      assert.equal(hub.endpoint.streams, 1, "the agent has not answered");
    }
  });

  it("keeps its streams for the resume window, and no longer", () => {
    const hub = connectedHub();
    hub.open();
    hub.endpoint.disconnect(0);
    hub.passTo(limits.resumeMs - 1);
    assert.deepEqual(hub.told, []);
    hub.passTo(limits.resumeMs);
    assert.deepEqual(hub.told, ["1 failed CONN_LOST", "1 closed", "over CONN_LOST"]);
    assert.equal(hub.endpoint.timerMs(), undefined);
  });

  it("says again after WELCOME what the agent has not heard", () => {
    const hub = connectedHub();
    hub.open();
    hub.open().reset("CANCELLED", "gone", 0);
    hub.open();
    hub.endpoint.disconnect(0);
    const streams = [1, 2].map((stream) => ({ stream, received: 0, limit: 0 }));
    const hello = { resume: { token: "token", lastStream: 2, streams } };
    hub.endpoint.connect({ ...helloFields, ...hello }, 1, 100);
    assert.deepEqual(
      hub.sent().map((one) => `${one.type} ${"stream" in one ? one.stream : ""}`),
      ["WELCOME ", "RESET 2", "OPEN 3"],
    );
    assert.deepEqual(hub.told, []);
  });

  it("lets a listener open elsewhere, or here, from within a failure", () => {
    const hub = connectedHub();
    const told: string[] = [];
    hub.endpoint.open(
      { request: "r", service: "s", text: "", parameters: {}, deadlineMs: 1_000 },
      {
        accepted: () => undefined,
        readable: () => undefined,
        ended: () => undefined,
        failed: () => hub.open({ request: "again" }),
        closed: () => told.push("closed"),
      },
      0,
    );
    hub.sent();
    hub.endpoint.disconnect(0);
    hub.endpoint.connect(helloFields, 1, 0);
    assert.deepEqual(
      hub.sent().map((one) => one.type),
      ["WELCOME", "OPEN"],
    );
    assert.deepEqual(told, ["closed"]);
    hub.endpoint.end(closeCodes.done, "");
    assert.deepEqual(hub.told, ["1 failed CONN_LOST", "1 closed"]);
  });

  it("takes it that an engine breaks down in all of a session's streams at once", () => {
    const hub = connectedHub();
    for (let id = 1; id <= limits.streams; id++) hub.open();
    hub.nowMs = limits.resetCountedMs;
    for (let id = 1; id <= limits.streams; id++) hub.hears(reset(id));
    assert.equal(hub.endpoint.closing, undefined);
    assert.equal(hub.endpoint.streams, 0);
  });

  it("does not open where it may not, nor what does not fit", () => {
    const hub = connectedHub();
    assert.throws(() => hub.open({ voice: "v".repeat(200) }), hasCode("BAD_INPUT"));
    for (let i = 0; i < limits.streams; i++) hub.open();
    assert.throws(() => hub.open(), hasCode("NOT_READY"));
    const closing = connectedHub();
    closing.endpoint.end(closeCodes.done, "");
    assert.throws(() => closing.open(), hasCode("NOT_READY"));
    const drained = connectedHub();
    drained.hears({ type: "DRAIN", lastStream: 0, graceMs: 1 });
    assert.throws(() => drained.open(), hasCode("NOT_READY"));
    assert.equal(hub.endpoint.closing, undefined);
  });

  it("says its DRAIN again on a new socket", () => {
    const hub = connectedHub();
    hub.endpoint.drain(1_000, 5);
    hub.endpoint.disconnect(0);
    hub.endpoint.connect(helloFields, 1, 0);
    assert.deepEqual(
      hub.sent().map((one) => one.type),
      ["WELCOME", "DRAIN"],
    );
  });

  it("closes with a fault of its own when a listener throws, and keeps the cause for the log", () => {
    const hub = connectedHub();
    const fault = new Error("a bug");
    hub.endpoint.open(
      { request: "r", service: "s", text: "", parameters: {}, deadlineMs: 1_000 },
      {
        accepted: () => {
          throw fault;
        },
        readable: () => undefined,
        ended: () => undefined,
        failed: () => undefined,
        closed: () => undefined,
      },
      0,
    );
    hub.hears(accept);
    assert.equal(hub.endpoint.closing?.code, closeCodes.internal);
    assert.equal(hub.endpoint.closing?.cause, fault);
  });
});

const helloFields: Message & { type: "HELLO" } = {
  type: "HELLO",
  protocol: { oldest: 1, newest: 1 },
  instance: "i",
  epoch: 2,
  name: "n",
  version: "1",
  services: [],
};

function connectedHub(): WiredHub {
  const hub = new WiredHub();
  hub.connect();
  return hub;
}

function hasCode(code: Failure["code"]): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof Failure && thrown.code === code;
}
