import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encode } from "../../src/wire/encode.ts";
import { Failure } from "../../src/wire/failures.ts";
import { closeCodes, limits } from "../../src/wire/limits.ts";
import type { Message } from "../../src/wire/messages.ts";
import { mutate } from "../wire/mutate.ts";
import { refused, samples } from "../wire/samples.ts";
import { bytesOf } from "../wire/vector-files.ts";
import { randomFrom } from "./simulation/random-from.ts";
import { open, WiredAgent } from "./wired-agent.ts";

const { protocol, rate } = closeCodes;

/** What a hub floods an agent with, stream 1 being open. */
const floods: Readonly<Record<string, readonly (Message | Uint8Array)[]>> = {
  PING: repeat({ type: "PING", nonce: 1 }, 201),
  PONG: repeat({ type: "PONG", nonce: 1 }, 201),
  DRAIN: repeat(samples["DRAIN, hub"] as Message, 201),
  "optional frames": repeat(bytesOf("93ccf000c0"), 201),
  "crumbs of credit": repeat({ type: "WINDOW", stream: 0, credit: 1 }, 201),
  RESET: openedAndCancelled(limits.streams + 1),
  FORGET: repeat({ type: "FORGET", hash: "ab" }, 10_001),
  OPEN: openedAndCancelled(10_001),
};

describe("a hub that", () => {
  for (const [flood, frames] of Object.entries(floods)) {
    it(`floods with ${flood} ends the session`, () => {
      const agent = connectedAgent();
      agent.hears(open(1));
      for (const frame of frames) {
        agent.hears(frame);
        const isOpen = !(frame instanceof Uint8Array) && frame.type === "OPEN";
        // A stream that has failed already is not being cancelled: its RESET is an answer.
        if (isOpen === (flood === "OPEN")) agent.streams.at(-1)?.fail(stopped);
      }
      assert.equal(agent.endpoint.closing?.code, rate, agent.endpoint.closing?.reason);
      agent.endpoint.disconnect(agent.nowMs);
      assert.equal(agent.endpoint.streams, 0);
    });
  }

  for (const [name, hex] of Object.entries(refused)) {
    it(`sends ${name} ends the session`, () => {
      const agent = connectedAgent();
      agent.hears(bytesOf(hex));
      assert.equal(agent.endpoint.closing?.code, protocol);
    });
  }

  it("cancels every stream of a session at once is within its rights", () => {
    const agent = connectedAgent();
    for (let id = 1; id <= limits.streams; id++) agent.hears(open(id));
    for (let id = 1; id <= limits.streams; id++) agent.hears(cancel(id));
    assert.equal(agent.endpoint.closing, undefined);
  });

  it("says DRAIN again and again is heard once", () => {
    const agent = connectedAgent();
    agent.hears(...repeat(samples["DRAIN, hub"] as Message, 100));
    assert.deepEqual(agent.told, ["welcomed", "draining"]);
  });

  it("sends whatever a mutated frame may be does no more than that", () => {
    const random = randomFrom(11);
    const originals = [...Object.values(samples), open(3), cancel(1)].map(encode);
    const pick = (): Uint8Array =>
      originals[Math.floor(random() * originals.length)] ?? new Uint8Array();
    for (let session = 0; session < 3_000; session++) {
      const agent = connectedAgent();
      agent.hears(open(1), open(2, { prompt: { bytes: 9, hash: "ab", transcript: "" } }));
      for (let i = 0; i < 30 && agent.endpoint.closing === undefined; i++) {
        agent.hears(random() < 0.5 ? pick() : mutate(pick(), pick(), random));
        agent.sent();
        assert.ok(agent.endpoint.streams <= limits.streams);
      }
      const { closing } = agent.endpoint;
      assert.notEqual(closing?.code, closeCodes.internal, String(closing?.cause));
      assert.deepEqual(agent.faults, []);
      agent.endpoint.end(closeCodes.done, "");
      assert.equal(agent.endpoint.streams, 0);
    }
  });
});

const stopped = new Failure("CANCELLED", "stopped");

function connectedAgent(): WiredAgent {
  const agent = new WiredAgent();
  agent.connect();
  return agent;
}

function cancel(stream: number): Message {
  return { type: "RESET", stream, code: "CANCELLED", elsewhere: false, message: "" };
}

function openedAndCancelled(count: number): readonly Message[] {
  return Array.from({ length: count }, (_, at) => [open(at + 2), cancel(at + 2)]).flat();
}

function repeat<T>(one: T, times: number): readonly T[] {
  return Array.from({ length: times }, () => one);
}
