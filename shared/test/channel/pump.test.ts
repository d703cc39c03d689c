import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { Channel } from "../../src/channel/channel.ts";
import { memoryChannels } from "../../src/channel/memory-channel.ts";
import { Pump } from "../../src/channel/pump.ts";
import { closeCodes, limits } from "../../src/wire/limits.ts";
import { decode } from "../../src/wire/decode.ts";
import type { MuxEndpoint } from "../../src/mux/mux-endpoint.ts";
import { open, WiredAgent } from "../mux/wired-agent.ts";
import { WiredHub } from "../mux/wired-hub.ts";

describe("a pump", () => {
  it("tells its endpoint of a lost channel, and goes on ticking it until the resume window is over", async (t) => {
    const clock = virtualTime(t);
    const hub = openHub();
    const [channel, peer] = memoryChannels();
    const pump = new Pump(hub.endpoint, channel, clock.now);
    peer.listen(deaf);
    peer.close(1006, "");
    await pump.closed;
    assert.deepEqual(hub.told, []);
    clock.pass(limits.resumeMs);
    assert.deepEqual(hub.told, ["1 failed CONN_LOST", "1 closed", "over CONN_LOST"]);
  });

  it("holds no process once its channel is gone", async () => {
    const hub = openHub();
    const [channel, peer] = memoryChannels();
    const before = timersThatHold();
    const pump = new Pump(hub.endpoint, channel);
    peer.listen(deaf);
    assert.equal(timersThatHold(), before + 1);
    peer.close(1006, "");
    await pump.closed;
    assert.ok(hub.endpoint.timerMs() !== undefined, "its streams may still resume");
    assert.equal(timersThatHold(), before);
    pump.detach(closeCodes.done, "");
  });

  it("leaves an endpoint alone that another pump has taken over", async (t) => {
    const clock = virtualTime(t);
    const hub = openHub();
    const [first, peer] = memoryChannels();
    const pump = new Pump(hub.endpoint, first, clock.now);
    peer.listen(deaf);
    pump.detach(closeCodes.superseded, "");
    hub.connect({ resume: { token: "token", lastStream: 1, streams: [position] } });
    const [second] = memoryChannels();
    const other = new Pump(hub.endpoint, second, clock.now);
    await pump.closed;
    clock.pass(limits.resumeMs);
    assert.deepEqual(hub.told, [], "losing the first channel is no loss");
    other.detach(closeCodes.done, "");
  });

  it("tells at once of an endpoint's own close, though the peer is silent, and gives the reason", async (t) => {
    const clock = virtualTime(t);
    const agent = new WiredAgent();
    agent.connect();
    const channel = new SilentChannel();
    const pump = new Pump(agent.endpoint, channel, clock.now);
    clock.pass(limits.deadMs);
    assert.deepEqual(channel.closes, [closeCodes.heartbeat]);
    assert.equal(agent.endpoint.link, undefined);
    channel.lose();
    assert.equal((await pump.closed).code, closeCodes.heartbeat);
  });

  it("keeps frames in the endpoint while its channel is full, and wakes no timer over and over", (t) => {
    const clock = virtualTime(t);
    const agent = new WiredAgent();
    agent.connect();
    const channel = new SilentChannel();
    channel.bufferedBytes = limits.socketBufferBytes + 1;
    const endpoint = new CountingEndpoint(agent.endpoint);
    const pump = new Pump(endpoint, channel, clock.now);
    clock.pass(25_000);
    assert.equal(channel.sent.length, 0);
    assert.ok(endpoint.ticks < 10, `${endpoint.ticks} ticks`);
    channel.bufferedBytes = 0;
    channel.drain();
    assert.ok(channel.sent.some((frame) => decode(frame)?.type === "PING"));
    pump.detach(closeCodes.done, "");
  });

  it("leaves no more in its channel's buffer than is allowed", () => {
    const agent = new WiredAgent();
    agent.connect();
    const channel = new SilentChannel();
    channel.isFilling = true;
    const pump = new Pump(agent.endpoint, channel, () => 0);
    for (const id of [1, 2, 3, 4]) {
      agent.hears(open(id));
      agent.streams[id - 1]?.accept({ rateHz: 24_000, channels: 1 });
      agent.streams[id - 1]?.write(new Uint8Array(limits.streamWindowBytes));
    }
    channel.drain();
    assert.ok(channel.bufferedBytes > limits.socketBufferBytes / 2);
    assert.ok(channel.bufferedBytes <= limits.socketBufferBytes);
    pump.detach(closeCodes.done, "");
  });

  it("sends what happens in one turn of the event loop together", async () => {
    const hub = openHub();
    const channel = new SilentChannel();
    const pump = new Pump(hub.endpoint, channel);
    channel.sent.length = 0;
    hub.open();
    hub.open();
    assert.equal(channel.sent.length, 0);
    await Promise.resolve();
    assert.equal(channel.sent.length, 2);
    pump.detach(closeCodes.done, "");
    hub.endpoint.end(closeCodes.done, "");
  });
});

const position = { stream: 1, received: 0, limit: 0 };
const deaf = { message: () => undefined, drained: () => undefined, closed: () => undefined };

function timersThatHold(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
}

function openHub(): WiredHub {
  const hub = new WiredHub();
  hub.connect();
  hub.open();
  return hub;
}

/** Timers that fire when the test says so, and a clock that goes with them. */
function virtualTime(t: TestContext): {
  readonly now: () => number;
  readonly pass: (ms: number) => void;
} {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let nowMs = 0;
  const pass = (ms: number): void => {
    for (let i = 0; i < ms; i += 100) {
      nowMs += 100;
      t.mock.timers.tick(100);
    }
  };
  return { now: () => nowMs, pass };
}

/** A channel whose peer never says anything. */
class SilentChannel implements Channel {
  bufferedBytes = 0;
  /** Whether what is sent stays in its buffer. */
  isFilling = false;
  readonly sent: Uint8Array[] = [];
  readonly closes: number[] = [];
  #listener: Parameters<Channel["listen"]>[0] = deaf;

  send(frame: Uint8Array): void {
    if (this.isFilling) this.bufferedBytes += frame.length;
    this.sent.push(frame);
  }

  close(code: number): void {
    this.closes.push(code);
  }

  listen(listener: Parameters<Channel["listen"]>[0]): void {
    this.#listener = listener;
  }

  drain(): void {
    this.#listener.drained();
  }

  lose(): void {
    this.#listener.closed(undefined, "");
  }
}

/** An endpoint, and how often it was ticked. */
class CountingEndpoint implements MuxEndpoint {
  onWake = (): void => undefined;
  ticks = 0;
  readonly #endpoint: MuxEndpoint;

  constructor(endpoint: MuxEndpoint) {
    this.#endpoint = endpoint;
    endpoint.onWake = () => this.onWake();
  }

  get closing(): MuxEndpoint["closing"] {
    return this.#endpoint.closing;
  }

  receive(frame: Uint8Array, nowMs: number): void {
    this.#endpoint.receive(frame, nowMs);
  }

  nextFrame(nowMs: number): Uint8Array | undefined {
    return this.#endpoint.nextFrame(nowMs);
  }

  tick(nowMs: number): void {
    this.ticks += 1;
    this.#endpoint.tick(nowMs);
  }

  timerMs(): number | undefined {
    return this.#endpoint.timerMs();
  }

  disconnect(nowMs: number, code?: number): void {
    this.#endpoint.disconnect(nowMs, code);
  }

  fault(thrown: unknown): void {
    this.#endpoint.fault(thrown);
  }
}
