import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encode } from "../../src/wire/encode.ts";
import { closeCodes, limits } from "../../src/wire/limits.ts";
import type { Message } from "../../src/wire/messages.ts";
import { mutate } from "../wire/mutate.ts";
import { refused, samples } from "../wire/samples.ts";
import { bytesOf } from "../wire/vector-files.ts";
import { randomFrom } from "./simulation/random-from.ts";
import { accept, data, end, reset, WiredHub } from "./wired-hub.ts";

const { protocol, rate } = closeCodes;

/** What an agent does with stream 1 open, and what it is closed with. */
const deeds: Readonly<
  Record<string, { code: number; frames: () => readonly (Message | Uint8Array)[] }>
> = {
  "sends DATA before ACCEPT": { code: protocol, frames: () => [data(0, 4)] },
  "sends DATA about a stream that nobody opened": {
    code: protocol,
    frames: () => [accept, data(0, 4, 2)],
  },
  "sends DATA after END": {
    code: protocol,
    frames: () => [accept, data(0, 4), end(4), data(4, 4)],
  },
  "sends END twice": { code: protocol, frames: () => [accept, data(0, 4), end(4), end(4)] },
  "sends END before ACCEPT": { code: protocol, frames: () => [end(0)] },
  "sends an END that says more than came": { code: protocol, frames: () => [accept, end(1_000)] },
  "sends RESET twice": { code: protocol, frames: () => [reset(), reset()] },
  "leaves a gap": { code: protocol, frames: () => [accept, data(0, 4), data(8, 4)] },
  "says bytes again": { code: protocol, frames: () => [accept, data(0, 4), data(0, 4)] },
  "changes its format": {
    code: protocol,
    frames: () => [accept, { ...accept, rateHz: 48_000 } as Message],
  },
  "sends more than the stream's window": {
    code: protocol,
    frames: () => [accept, ...burst(limits.streamWindowBytes + 1)],
  },
  "gives credit for a prompt beyond a window": {
    code: protocol,
    frames: () => [window(1, limits.streamWindowBytes), window(1, 1_024)],
  },
  "gives credit without end on the connection": {
    code: protocol,
    frames: () => [window(0, limits.connectionWindowMaxBytes)],
  },
  "times words before ACCEPT": { code: protocol, frames: () => [times(0)] },
  "leaves out words that it has timed": {
    code: protocol,
    frames: () => [accept, times(0), times(3)],
  },
  "times words, then characters": {
    code: protocol,
    frames: () => [accept, times(0), { ...times(2), unit: "character" } as Message],
  },
  "times words without end": {
    code: rate,
    frames: () => [accept, ...repeat(times(0), 10_001)],
  },
  "says what only a hub may say": { code: protocol, frames: () => [samples["OPEN"] as Message] },
  "says HELLO again": { code: protocol, frames: () => [samples["HELLO, first socket"] as Message] },
  "declares 10,000 services": { code: protocol, frames: () => [servicesOf(10_000)] },
  "declares two services with one id": { code: protocol, frames: () => [servicesOf(2, "same")] },
  "declares a name of 60,000 characters": {
    code: protocol,
    frames: () => [servicesOf(1, "x".repeat(60_000))],
  },
  "sends a frame of a megabyte": { code: protocol, frames: () => [new Uint8Array(1_000_000)] },
  "floods with PING": { code: rate, frames: () => repeat({ type: "PING", nonce: 1 }, 201) },
  "floods with PONG": { code: rate, frames: () => repeat({ type: "PONG", nonce: 1 }, 201) },
  "floods with DRAIN": {
    code: rate,
    frames: () => repeat(samples["DRAIN, agent"] as Message, 201),
  },
  "floods with optional frames": { code: rate, frames: () => repeat(bytesOf("93ccf000c0"), 201) },
  "floods with crumbs of credit": { code: rate, frames: () => repeat(window(0, 1), 201) },
  "floods with SERVICES": { code: rate, frames: () => repeat(servicesOf(1), 5) },
  "floods with ACCEPT": { code: rate, frames: () => repeat(accept, 10_002) },
  "floods with single bytes": {
    code: rate,
    frames: () => [accept, ...Array.from({ length: 10_001 }, (_, at) => data(at, 1))],
  },
};

describe("an agent that", () => {
  for (const [deed, { code, frames }] of Object.entries(deeds)) {
    it(`${deed} ends its own session`, () => {
      const hub = connectedHub();
      hub.open();
      hub.hears(...frames());
      assert.equal(hub.endpoint.closing?.code, code, hub.endpoint.closing?.reason);
      hub.endpoint.disconnect(hub.nowMs);
      assert.equal(hub.endpoint.streams, 0);
      assert.equal(hub.told.at(-1), "over CONN_LOST");
      assert.equal(hub.told.filter((one) => one === "1 closed").length, 1);
    });
  }

  for (const [name, hex] of Object.entries(refused)) {
    it(`sends ${name} ends its own session`, () => {
      const hub = connectedHub();
      hub.hears(bytesOf(hex));
      assert.equal(hub.endpoint.closing?.code, protocol);
    });
  }

  it("floods with RESET, a stream each, ends its own session", () => {
    const hub = connectedHub();
    for (let id = 1; id <= 101; id++) {
      hub.open();
      hub.hears(reset(id));
    }
    assert.equal(hub.endpoint.closing?.code, rate);
  });

  it("lies about offsets when it resumes ends its own session", () => {
    const lies = [
      { stream: 1, received: 50_000, limit: 60_000 },
      { stream: 1, received: 0, limit: 65_537 },
      { stream: 1, received: 10, limit: 0 },
    ];
    for (const lie of lies) {
      const hub = connectedHub();
      hub.open({ prompt: { audio: new Uint8Array(100_000), hash: "h", transcript: "" } });
      hub.hears(window(1, 10_000));
      hub.sent();
      hub.endpoint.disconnect(0);
      hub.connect({ resume: { token: "token", lastStream: 1, streams: [lie] } });
      assert.equal(hub.endpoint.closing?.code, protocol, JSON.stringify(lie));
    }
  });

  it("guesses at the resume token gets none of its streams", () => {
    const hub = connectedHub();
    hub.open();
    hub.endpoint.disconnect(0);
    const streams = [{ stream: 1, received: 0, limit: 0 }];
    hub.connect({ resume: { token: "guess", lastStream: 1, streams } });
    assert.deepEqual(hub.told, ["1 failed CONN_LOST", "1 closed"]);
  });

  it("answers pings, but never a RESET, ends its own session", () => {
    const hub = connectedHub();
    hub.open().reset("CANCELLED", "", 0);
    for (let nowMs = 0; nowMs < 60_000 && hub.endpoint.closing === undefined; nowMs += 500) {
      hub.passTo(nowMs);
      for (
        let frame = hub.endpoint.nextFrame(nowMs);
        frame;
        frame = hub.endpoint.nextFrame(nowMs)
      ) {
        if (frame[1] === 3) hub.hears(Buffer.from(frame).fill(4, 1, 2));
      }
    }
    assert.equal(hub.endpoint.closing?.code, protocol);
    assert.match(hub.endpoint.closing?.reason ?? "", /RESET went unanswered/);
  });

  it("sends whatever a mutated frame may be does no more than that", () => {
    const random = randomFrom(7);
    const originals = [...Object.values(samples), accept, data(0, 900), end(900), reset()].map(
      encode,
    );
    const pick = (): Uint8Array =>
      originals[Math.floor(random() * originals.length)] ?? new Uint8Array();
    for (let session = 0; session < 3_000; session++) {
      const hub = connectedHub();
      for (let i = 0; i < 4; i++) hub.open();
      for (let i = 0; i < 30 && hub.endpoint.closing === undefined; i++) {
        hub.hears(random() < 0.5 ? pick() : mutate(pick(), pick(), random));
        hub.sent();
      }
      const { closing } = hub.endpoint;
      assert.ok(closing === undefined || closing.code < 5_000, closing?.reason);
      assert.notEqual(closing?.code, closeCodes.internal, String(closing?.cause));
      assert.deepEqual(hub.faults, []);
      hub.endpoint.end(closeCodes.done, "");
      assert.equal(hub.endpoint.streams, 0);
    }
  });
});

function connectedHub(): WiredHub {
  const hub = new WiredHub();
  hub.connect();
  return hub;
}

/** Two words. */
function times(index: number): Message {
  return { ...(samples["TIMES of words"] as Message), index } as Message;
}

function window(stream: number, credit: number): Message {
  return { type: "WINDOW", stream, credit };
}

function burst(bytes: number): readonly Message[] {
  const frames: Message[] = [];
  for (let at = 0; at < bytes; at += limits.dataBytes) {
    frames.push(data(at, Math.min(limits.dataBytes, bytes - at)));
  }
  return frames;
}

function repeat<T>(one: T, times: number): readonly T[] {
  return Array.from({ length: times }, () => one);
}

function servicesOf(count: number, id?: string): Message {
  const services = Array.from({ length: count }, (_, at) => ({
    id: id ?? `s${at}`,
    type: "t",
    model: "m",
    voices: [],
    features: [],
    slots: 1,
    ready: true,
    access: "members" as const,
  }));
  return { type: "SERVICES", services };
}
