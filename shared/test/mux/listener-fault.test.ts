import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Pump } from "../../src/channel/pump.ts";
import { memoryChannels } from "../../src/channel/memory-channel.ts";
import { AgentEndpoint } from "../../src/mux/agent-endpoint.ts";
import { HubEndpoint } from "../../src/mux/hub-endpoint.ts";
import type { HubStreamListener } from "../../src/mux/hub-stream.ts";
import { noTelemetry } from "../../src/mux/mux-endpoint.ts";
import { encode } from "../../src/wire/encode.ts";
import { closeCodes, limits } from "../../src/wire/limits.ts";
import type { Hello, Message, Welcome } from "../../src/wire/messages.ts";
import { samples } from "../wire/samples.ts";
import { accept, data, end, reset } from "./wired-hub.ts";
import { open } from "./wired-agent.ts";

const hello = samples["HELLO, first socket"] as Hello;
const request = { request: "r", service: "tts", text: "Hi.", parameters: {}, deadlineMs: 1_000 };

describe("a listener of the hub that throws", () => {
  const ways: Readonly<Record<keyof HubStreamListener, readonly Message[] | number>> = {
    accepted: [accept],
    readable: [accept, data(0, 4)],
    timed: [accept, samples["TIMES of words"] as Message],
    ended: [accept, end(0)],
    failed: [reset()],
    closed: [accept, end(0)],
  };
  for (const [method, how] of Object.entries({ ...ways, "failed at the deadline": 1_000 })) {
    it(`at ${method} ends its session, and no more`, () => {
      const { hub, faults, told } = faultyHub(method.split(" ")[0] ?? "");
      hub.open(request, told, 0);
      hub.open({ ...request, deadlineMs: 60_000 }, told, 0);
      if (typeof how === "number") hub.tick(how);
      else for (const message of how) hub.receive(encode(message), 0);
      assert.equal(hub.closing?.code, closeCodes.internal);
      hub.disconnect(1_000);
      assert.equal(hub.streams, 0);
      assert.equal(told.closes, 2, "each stream is told that it is closed");
      assert.ok(faults.length > 0);
    });
  }

  it("at the session's own events is no different", () => {
    for (const method of ["declared", "draining"]) {
      const { hub, faults } = faultyHub(method);
      hub.receive(encode(samples["SERVICES"] as Message), 0);
      hub.receive(encode(samples["DRAIN, agent"] as Message), 0);
      assert.equal(hub.closing?.code, closeCodes.internal, method);
      assert.equal(faults.length, 1);
    }
    const { hub, faults } = faultyHub("over");
    hub.disconnect(0);
    hub.tick(limits.resumeMs);
    assert.equal(faults.length, 1);
  });
});

describe("a listener of the agent that throws", () => {
  it("ends its session, whatever it is told", () => {
    const events: Readonly<Record<string, readonly Message[]>> = {
      opened: [open(1)],
      draining: [samples["DRAIN, hub"] as Message],
      forget: [samples["FORGET"] as Message],
      cancelled: [open(1), { ...reset(), code: "CANCELLED" } as Message],
    };
    for (const [method, messages] of Object.entries(events)) {
      const { agent, faults } = faultyAgent(method);
      for (const message of messages) agent.receive(encode(message), 0);
      assert.equal(agent.closing?.code, closeCodes.internal, method);
      assert.equal(faults.length, 1, method);
      agent.disconnect(0);
      assert.equal(agent.streams, 0, method);
    }
  });

  it("at the loss of its connection does not keep the others from hearing of it", () => {
    const { agent, faults } = faultyAgent("cancelled");
    for (const id of [1, 2, 3]) agent.receive(encode(open(id)), 0);
    agent.disconnect(0);
    agent.tick(limits.resumeMs);
    assert.equal(agent.streams, 0);
    assert.equal(faults.length, 3);
  });
});

it("a pump whose endpoint throws in a timer or a wake-up ends its channel with the cause", async () => {
  for (const where of ["tick", "nextFrame", "receive"] as const) {
    const { hub } = faultyHub("");
    const [channel, peer] = memoryChannels();
    const pump = new Pump(hub, channel, () => 0);
    const closes: (number | undefined)[] = [];
    peer.listen({
      message: () => undefined,
      drained: () => undefined,
      closed: (code) => closes.push(code),
    });
    const fault = new Error(where);
    hub[where] = (): never => {
      throw fault;
    };
    if (where === "receive") peer.send(Uint8Array.of(0));
    else hub.onWake();
    if (where === "tick") hub.timerMs = () => 0;
    assert.deepEqual(await pump.closed, {
      code: closeCodes.internal,
      reason: "internal error",
      cause: fault,
    });
    assert.deepEqual(closes, [closeCodes.internal]);
    assert.equal(hub.link, undefined);
  }
});

/** Throws from the method of that name, and counts what it is told of closed streams. */
function faultyHub(method: string): {
  readonly hub: HubEndpoint;
  readonly faults: unknown[];
  readonly told: HubStreamListener & { closes: number };
} {
  const faults: unknown[] = [];
  const at = throwerAt(method);
  const hub = new HubEndpoint(
    { session: "s", hub: "h", resumeToken: "t", random: () => 0.5, telemetry: noTelemetry },
    {
      declared: at("declared"),
      draining: at("draining"),
      over: at("over"),
      faulted: (thrown) => faults.push(thrown),
    },
    0,
  );
  hub.connect(hello, 1, 0);
  const told = {
    closes: 0,
    accepted: at("accepted"),
    readable: at("readable"),
    timed: at("timed"),
    ended: at("ended"),
    failed: at("failed"),
    closed: () => {
      told.closes += 1;
      at("closed")();
    },
  };
  return { hub, faults, told };
}

function faultyAgent(method: string): {
  readonly agent: AgentEndpoint;
  readonly faults: unknown[];
} {
  const faults: unknown[] = [];
  const at = throwerAt(method);
  const agent = new AgentEndpoint(
    { ...hello, random: () => 0.5, telemetry: noTelemetry },
    {
      welcomed: at("welcomed"),
      opened: (stream) => {
        const silent = { writable: () => undefined, promptReadable: () => undefined };
        stream.listen({ ...silent, cancelled: at("cancelled") });
        at("opened")();
      },
      draining: at("draining"),
      forget: at("forget"),
      faulted: (thrown) => faults.push(thrown),
    },
  );
  agent.connect(1, 0);
  agent.receive(encode(samples["WELCOME, new session"] as Welcome), 0);
  return { agent, faults };
}

function throwerAt(method: string): (name: string) => () => void {
  return (name) => () => {
    if (name === method) throw new Error(name);
  };
}
