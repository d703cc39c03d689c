import assert from "node:assert/strict";
import { test } from "node:test";
import { AgentEndpoint } from "../../src/mux/agent-endpoint.ts";
import { HubEndpoint } from "../../src/mux/hub-endpoint.ts";
import { type MuxEndpoint, noTelemetry } from "../../src/mux/mux-endpoint.ts";
import { decode } from "../../src/wire/decode.ts";
import { encode } from "../../src/wire/encode.ts";
import { limits } from "../../src/wire/limits.ts";
import type { Hello } from "../../src/wire/messages.ts";

test("an agent hears which recording it must forget", () => {
  const tunnel = new Tunnel();
  tunnel.connect();
  tunnel.hub.forget("a1", tunnel.nowMs);
  tunnel.exchange();
  assert.deepEqual(tunnel.forgotten, ["a1"]);
});

test("what a lost socket may have swallowed is said again when the session goes on", () => {
  const tunnel = new Tunnel();
  tunnel.connect();
  tunnel.hub.forget("before the loss", tunnel.nowMs);
  tunnel.disconnect();
  tunnel.hub.forget("while down", tunnel.nowMs);
  tunnel.connect();
  assert.deepEqual(tunnel.forgotten, ["before the loss", "while down"]);
});

test("what no agent can keep any more is not said again", () => {
  const tunnel = new Tunnel();
  tunnel.connect();
  tunnel.hub.forget("long ago", tunnel.nowMs);
  tunnel.exchange();
  tunnel.nowMs += limits.promptLifeMs;
  tunnel.disconnect();
  tunnel.connect();
  assert.deepEqual(tunnel.forgotten, ["long ago"]);
});

test("past the bound, the oldest are no longer repeated", () => {
  const tunnel = new Tunnel();
  tunnel.connect();
  tunnel.disconnect();
  for (let at = 0; at <= limits.forgets; at += 1) tunnel.hub.forget(`hash ${at}`, tunnel.nowMs);
  tunnel.connect();
  assert.equal(tunnel.forgotten.length, limits.forgets);
  assert.equal(tunnel.forgotten[0], "hash 1");
});

test("an agent that sends FORGET breaks the protocol", () => {
  const tunnel = new Tunnel();
  tunnel.connect();
  tunnel.hub.receive(encode({ type: "FORGET", hash: "a1" }), tunnel.nowMs);
  assert.equal(tunnel.hub.closing?.code, 4400);
});

/** A hub's and an agent's endpoint, whose frames pass when the test says so. */
class Tunnel {
  readonly forgotten: string[] = [];
  readonly hub: HubEndpoint;
  nowMs = 0;
  readonly #agent: AgentEndpoint;
  #epoch = 0;

  constructor() {
    const common = { random: () => 0.5, telemetry: noTelemetry };
    this.hub = new HubEndpoint(
      { ...common, session: "s", hub: "h", resumeToken: "token" },
      { declared: () => undefined, draining: () => undefined, over: () => undefined },
      this.nowMs,
    );
    this.#agent = new AgentEndpoint(
      { ...common, instance: "i", name: "rig", version: "1", services: [] },
      {
        welcomed: () => undefined,
        opened: () => undefined,
        draining: () => undefined,
        forget: (hash) => this.forgotten.push(hash),
      },
    );
  }

  connect(): void {
    this.#epoch += 1;
    this.#agent.connect(this.#epoch, this.nowMs);
    const hello = decode(this.#agent.nextFrame(this.nowMs) ?? new Uint8Array());
    this.hub.connect(hello as Hello, 1, this.nowMs);
    this.exchange();
  }

  /** The socket is lost with every frame that was not exchanged. */
  disconnect(): void {
    this.hub.disconnect(this.nowMs);
    this.#agent.disconnect(this.nowMs);
  }

  exchange(): void {
    while (this.#pass(this.hub, this.#agent) || this.#pass(this.#agent, this.hub));
  }

  #pass(from: MuxEndpoint, to: MuxEndpoint): boolean {
    const frame = from.nextFrame(this.nowMs);
    if (frame !== undefined) to.receive(frame, this.nowMs);
    return frame !== undefined;
  }
}
