import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { noTelemetry } from "../../src/mux/mux-endpoint.ts";
import { closeCodes, limits } from "../../src/wire/limits.ts";
import { RealTunnel } from "./real-tunnel.ts";
import { listenTo, speakPattern } from "./speaker.ts";

/** 24 kHz mono. */
const realTimeBytesPerMs = 48;
/** CLUB_LONG_RESUME=1: a minute of speech, and a link that is away for 1, 5 and 10 s. */
const isLong = process.env["CLUB_LONG_RESUME"] !== undefined;
const clipMs = isLong ? 60_000 : 3_000;
const cutsMs = isLong ? [1_000, 5_000, 10_000] : [20, 150, 400];

describe("a tunnel over real sockets", { timeout: 120_000 }, () => {
  it(`brings a real-time stream through a link that is cut for ${cutsMs.join(", ")} ms`, async () => {
    const resumed: number[] = [];
    const telemetry = { ...noTelemetry, resumed: (streams: number) => resumed.push(streams) };
    await using tunnel = await RealTunnel.open(speakPattern, telemetry);
    const bytes = clipMs * realTimeBytesPerMs;
    const heard = listenTo(tunnel.hub, { bytes, bytesPerMs: realTimeBytesPerMs });
    for (const [i, awayMs] of cutsMs.entries()) {
      const cutAt = (bytes * (i + 1)) / (cutsMs.length + 1);
      await tunnel.until(() => heard.bytes() >= cutAt);
      tunnel.proxy.unplug();
      await sleep(awayMs);
      tunnel.proxy.heal();
    }
    assert.equal(await heard.over, undefined);
    assert.equal(heard.bytes(), bytes);
    assert.deepEqual(
      resumed,
      cutsMs.map(() => 1),
    );
  });

  it("brings 32 streams through a link that is cut while they are at full speed", async () => {
    await using tunnel = await RealTunnel.open(speakPattern);
    const heard = Array.from({ length: 32 }, () => listenTo(tunnel.hub, { bytes: 600_000 }));
    for (let cuts = 1; cuts <= 3; cuts++) {
      await tunnel.until(() => heard.reduce((sum, one) => sum + one.bytes(), 0) > cuts * 4_000_000);
      tunnel.proxy.cut();
      await tunnel.until(() => tunnel.welcomes > cuts);
    }
    assert.deepEqual(
      await Promise.all(heard.map((one) => one.over)),
      heard.map(() => undefined),
    );
    assert.ok(heard.every((one) => one.bytes() === 600_000));
    assert.equal(tunnel.welcomes, 4);
    await tunnel.until(() => tunnel.agent.streams === 0 && tunnel.hub.streams === 0);
  });

  it("goes on when a socket of either side is gone without a word", async () => {
    await using tunnel = await RealTunnel.open(speakPattern);
    const heard = listenTo(tunnel.hub, { bytes: 3_000_000 });
    await tunnel.until(() => heard.bytes() > 500_000);
    tunnel.hubSocket?.terminate();
    await tunnel.until(() => tunnel.welcomes === 2 && heard.bytes() > 1_000_000);
    tunnel.agentSocket?.terminate();
    assert.equal(await heard.over, undefined);
    assert.equal(heard.bytes(), 3_000_000);
  });

  it("goes on when the hub still holds a socket that the agent has lost", async () => {
    await using tunnel = await RealTunnel.open(speakPattern);
    const heard = listenTo(tunnel.hub, { bytes: 2_000_000 });
    await tunnel.until(() => heard.bytes() > 500_000);
    const { hubSocket } = tunnel;
    tunnel.proxy.halfOpen("client");
    assert.equal(await heard.over, undefined);
    assert.equal(heard.bytes(), 2_000_000);
    assert.notEqual(tunnel.hubSocket, hubSocket);
    assert.ok(hubSocket);
    if (hubSocket.readyState !== hubSocket.CLOSED) await once(hubSocket, "close");
  });

  it("ends for good when either side says so", async () => {
    await using tunnel = await RealTunnel.open(speakPattern);
    const heard = listenTo(tunnel.hub, { bytes: 5_000_000, bytesPerMs: 100 });
    await tunnel.until(() => heard.bytes() > 10_000);
    tunnel.agent.end(closeCodes.done, "stopping");
    assert.equal((await heard.over)?.code, "CONN_LOST");
    assert.equal(tunnel.agent.streams, 0);
  });

  it("stops an engine within milliseconds of a cancel, and knows how long it took", async () => {
    const took: number[] = [];
    const telemetry = { ...noTelemetry, cancelled: (ms: number) => took.push(ms) };
    await using tunnel = await RealTunnel.open(speakPattern, telemetry);
    const heard = listenTo(tunnel.hub, { bytes: 5_000_000, bytesPerMs: 100 });
    await tunnel.until(() => heard.bytes() > 10_000);
    heard.stream.reset("CANCELLED", "gone", performance.now());
    await tunnel.until(() => tunnel.hub.streams === 0 && tunnel.agent.streams === 0);
    assert.equal(took.length, 1);
  });

  it("holds an engine back at the window when nobody reads, and no other stream", async () => {
    const stalls: number[] = [];
    const telemetry = { ...noTelemetry, creditStall: () => stalls.push(1) };
    await using tunnel = await RealTunnel.open(speakPattern, telemetry);
    const stalled = Array.from({ length: 6 }, () =>
      listenTo(tunnel.hub, { bytes: 1_000_000 }, false),
    );
    await tunnel.until(() => stalls.length === 6);
    const read = listenTo(tunnel.hub, { bytes: 5_000_000 });
    assert.equal(await read.over, undefined);
    for (const { stream } of stalled) {
      let bytes = 0;
      for (let piece = stream.take(); piece !== undefined; piece = stream.take())
        bytes += piece.length;
      assert.equal(bytes, limits.streamWindowBytes);
    }
  });

  it("terminates an agent that does not read", async () => {
    await using tunnel = await RealTunnel.open(speakPattern);
    const { hubSocket } = tunnel;
    assert.ok(hubSocket);
    tunnel.agentSocket?.pause();
    const closed = once(hubSocket, "close");
    const text = "x".repeat(limits.textChars);
    const request = { request: "r", service: "tts", text, parameters: {}, deadlineMs: 60_000 };
    const listener = {
      accepted: () => undefined,
      readable: () => undefined,
      ended: () => undefined,
      failed: () => undefined,
      closed: () => undefined,
    };
    const instructions = "y".repeat(limits.instructionChars);
    const parameters = Object.fromEntries(
      Array.from({ length: limits.parameters }, (_, at) => [
        `p${at}`,
        "z".repeat(limits.messageChars),
      ]),
    );
    while (tunnel.hub.usable(performance.now())) {
      tunnel.hub.open({ ...request, instructions, parameters }, listener, performance.now());
    }
    await closed;
    assert.equal(tunnel.hub.streams, 0);
  });
});
