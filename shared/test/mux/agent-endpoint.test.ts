import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { noTelemetry } from "../../src/mux/mux-endpoint.ts";
import { Failure } from "../../src/wire/failures.ts";
import { closeCodes, limits } from "../../src/wire/limits.ts";
import type { Message, Welcome } from "../../src/wire/messages.ts";
import { samples } from "../wire/samples.ts";
import { open, WiredAgent } from "./wired-agent.ts";

const format = { rateHz: 24_000, channels: 1 };
const cancel: Message = {
  type: "RESET",
  stream: 1,
  code: "CANCELLED",
  elsewhere: false,
  message: "",
};

describe("the agent's endpoint", () => {
  it("says nothing but HELLO until it is welcomed", () => {
    const agent = new WiredAgent();
    assert.equal(agent.dial().type, "HELLO");
    agent.passTo(1_000);
    assert.equal(agent.endpoint.nextFrame(1_000), undefined);
  });

  it("gives up a greeting that is not answered, but not the session before it", () => {
    const agent = speakingAgent();
    agent.endpoint.disconnect(0);
    agent.dial();
    agent.passTo(limits.helloMs);
    assert.equal(agent.endpoint.closing?.code, closeCodes.heartbeat);
    agent.endpoint.disconnect(agent.nowMs);
    assert.equal(agent.endpoint.streams, 1);
    assert.equal(agent.dial().resume?.streams.length, 1);
  });

  it("keeps its streams for the resume window, and no longer", () => {
    const agent = speakingAgent();
    agent.endpoint.disconnect(1_000);
    agent.passTo(1_000 + limits.resumeMs - 1);
    assert.equal(agent.endpoint.streams, 1);
    agent.passTo(1_000 + limits.resumeMs);
    assert.equal(agent.endpoint.streams, 0);
    assert.equal(agent.told.at(-1), "1 cancelled CONN_LOST");
    assert.equal(agent.endpoint.timerMs(), undefined);
  });

  it("refuses what is past its slots and two more, by itself", () => {
    const agent = new WiredAgent();
    agent.connect();
    for (let id = 1; id <= 5; id++) agent.hears(open(id));
    assert.equal(agent.streams.length, 4);
    assert.deepEqual(
      agent.sent().map((one) => one.type === "RESET" && [one.stream, one.code]),
      [[5, "BUSY"]],
    );
  });

  it("refuses what comes after its DRAIN, and finishes what came before", () => {
    const agent = speakingAgent();
    agent.endpoint.drain(limits.drainGraceMs);
    agent.hears(open(2));
    agent.streams[0]?.write(new Uint8Array(10));
    agent.streams[0]?.end({});
    assert.deepEqual(
      agent.sent().map((one) => one.type),
      ["DRAIN", "RESET", "DATA", "END"],
    );
  });

  it("says END though it was called with audio still queued", () => {
    const agent = speakingAgent();
    agent.streams[0]?.write(new Uint8Array(60_000));
    agent.streams[0]?.end({ seed: 7 });
    const sent = agent.sent();
    assert.deepEqual(sent.at(-1), { type: "END", stream: 1, bytes: 60_000, facts: { seed: 7 } });
  });

  it("says times in the stream's turn, behind the first audio and before END, without credit", () => {
    const agent = new WiredAgent();
    agent.connect({ times: true });
    agent.hears(open(1));
    const [stream] = agent.streams;
    stream?.accept(format);
    stream?.times("word", [{ text: "Hi", start: 0, end: 4_000 }]);
    stream?.write(new Uint8Array(65_540));
    stream?.times("word", [{ text: "there\n", start: 4_000, end: 8_000 }]);
    stream?.end({});
    const sent = agent.sent();
    assert.deepEqual(
      sent.map((one) => one.type),
      ["ACCEPT", "DATA", "TIMES", ...sent.slice(3).map(() => "DATA")],
    );
    assert.deepEqual(sent[2], {
      type: "TIMES",
      stream: 1,
      unit: "word",
      index: 0,
      times: [
        { text: "Hi", start: 0, end: 4_000 },
        { text: "there ", start: 4_000, end: 8_000 },
      ],
    });
  });

  it("says no times that do not fit, and none to a hub that does not take them", () => {
    const times = [
      { text: "", start: 0, end: 1 },
      { text: "back", start: 2, end: 1 },
      { text: "half", start: 0, end: 0.5 },
      { text: "x".repeat(100), start: 0, end: 1 },
    ];
    for (const takesTimes of [true, false]) {
      const agent = new WiredAgent();
      agent.connect({ times: takesTimes });
      agent.hears(open(1));
      agent.streams[0]?.accept(format);
      agent.streams[0]?.times("character", times);
      agent.streams[0]?.times("word", [{ text: "of another unit", start: 0, end: 1 }]);
      const said = agent.sent().flatMap((one) => (one.type === "TIMES" ? one.times : []));
      assert.deepEqual(said, takesTimes ? [{ text: "x".repeat(64), start: 0, end: 1 }] : []);
    }
  });

  it("answers a cancel when its engine has stopped, and says how long that took", () => {
    const took: number[] = [];
    const agent = new WiredAgent({ ...noTelemetry, cancelled: (ms) => took.push(ms) });
    agent.connect();
    agent.hears(open(1), cancel);
    assert.deepEqual(agent.sent(), []);
    agent.nowMs = 70;
    agent.streams[0]?.fail(new Failure("CANCELLED", "stopped"));
    assert.deepEqual(agent.sent(), [cancel]);
    assert.deepEqual(took, [70]);
    assert.equal(agent.endpoint.streams, 0);
  });

  it("answers a cancel after its grace even if its engine does not stop", () => {
    const agent = new WiredAgent();
    agent.connect();
    agent.hears(open(1), cancel);
    agent.passTo(limits.cancelGraceMs - 1);
    assert.deepEqual(agent.sent(), []);
    agent.passTo(limits.cancelGraceMs);
    assert.deepEqual(agent.sent(), [cancel]);
  });

  it("enforces the deadline while it is disconnected, and says so on the next socket", () => {
    const agent = new WiredAgent();
    agent.connect();
    agent.hears(open(1, { deadlineMs: 5_000 }));
    agent.endpoint.disconnect(0);
    assert.equal(agent.endpoint.timerMs(), 5_000);
    agent.passTo(5_000);
    assert.equal(agent.told.at(-1), "1 cancelled DEADLINE");
    agent.streams[0]?.fail(new Failure("DEADLINE", "stopped"));
    agent.connect({ streams: [{ stream: 1, received: 0, limit: 65_536 }] });
    assert.deepEqual(
      agent.sent().map((one) => one.type === "RESET" && one.code),
      ["DEADLINE"],
    );
  });

  it("takes a deadline for one, whichever end's clock comes to it first", () => {
    const agent = speakingAgent();
    agent.hears({ ...cancel, code: "DEADLINE" });
    assert.equal(agent.told.at(-1), "1 cancelled DEADLINE");
  });

  it("asks for a reference recording by giving credit, also while it is being greeted", () => {
    const agent = new WiredAgent();
    agent.connect();
    const prompt = { bytes: 1_000, hash: "ab", transcript: "" };
    agent.hears(open(1, { prompt }));
    assert.deepEqual(agent.sent(), [], "no credit unless it is wanted");
    agent.endpoint.disconnect(0);
    assert.deepEqual(agent.dial().resume?.streams, [{ stream: 1, received: 0, limit: 0 }]);
    agent.streams[0]?.wantPrompt();
    agent.hears({
      ...(samples["WELCOME, new session"] as Welcome),
      streams: [{ stream: 1, received: 0, limit: 65_536 }],
    });
    assert.deepEqual(agent.sent(), [{ type: "WINDOW", stream: 1, credit: 65_536 }]);
    agent.hears({ type: "PROMPT", stream: 1, offset: 0, bytes: new Uint8Array(1_000) });
    assert.equal(agent.streams[0]?.takePrompt()?.length, 1_000);
  });

  it("declares at most once a second, the newest", () => {
    const agent = new WiredAgent();
    agent.connect();
    const [service] = (samples["SERVICES"] as Message & { type: "SERVICES" }).services;
    assert.ok(service);
    agent.endpoint.declare([{ ...service, ready: false }]);
    agent.endpoint.declare([]);
    agent.passTo(999);
    assert.deepEqual(agent.sent(), []);
    agent.passTo(1_000);
    assert.deepEqual(agent.sent(), [{ type: "SERVICES", services: [] }]);
    agent.passTo(5_000);
    assert.deepEqual(agent.sent(), []);
  });

  it("refuses to declare what the hub would take for a breach", () => {
    const agent = new WiredAgent();
    const [service] = (samples["SERVICES"] as Message & { type: "SERVICES" }).services;
    assert.ok(service);
    assert.throws(() => agent.endpoint.declare([{ ...service, model: "" }]), /must not be empty/);
  });
});

describe("a hub that", () => {
  const deeds: Readonly<Record<string, readonly Message[]>> = {
    "uses a stream's id again": [open(1), open(1)],
    "goes back in ids": [open(5), open(3)],
    "says WELCOME twice": [samples["WELCOME, new session"] as Message],
    "speaks of a stream that is over": [open(1), cancel, cancel, cancel],
    "ends what has not been ended": [open(1), { type: "END", stream: 1, bytes: 0, facts: {} }],
    "sends a prompt that was not asked for": [
      open(1, { prompt: { bytes: 9, hash: "ab", transcript: "" } }),
      { type: "PROMPT", stream: 1, offset: 0, bytes: new Uint8Array(9) },
    ],
    "gives credit beyond the window": [open(1), { type: "WINDOW", stream: 1, credit: 1 }],
    "says what only an agent may say": [samples["SERVICES"] as Message],
    "opens streams without end": Array.from({ length: 300 }, (_, at) => open(at + 1)),
  };
  for (const [deed, frames] of Object.entries(deeds)) {
    it(`${deed} ends the session`, () => {
      const agent = new WiredAgent();
      agent.connect();
      for (const frame of frames) {
        agent.hears(frame);
        agent.streams[0]?.fail(new Failure("CANCELLED", "stopped"));
      }
      assert.equal(
        agent.endpoint.closing?.code,
        closeCodes.protocol,
        agent.endpoint.closing?.reason,
      );
      agent.endpoint.disconnect(0);
      assert.equal(agent.endpoint.streams, 0);
    });
  }

  it("speaks another version is told so", () => {
    const agent = new WiredAgent();
    agent.connect({ protocol: 9 });
    assert.equal(agent.endpoint.closing?.code, closeCodes.version);
  });
});

function speakingAgent(): WiredAgent {
  const agent = new WiredAgent();
  agent.connect();
  agent.hears(open(1));
  agent.streams[0]?.accept(format);
  agent.sent();
  return agent;
}
