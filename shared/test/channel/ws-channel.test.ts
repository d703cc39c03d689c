import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import type { WebSocket } from "ws";
import { WsChannel } from "../../src/channel/ws-channel.ts";
import { closeCodes, limits } from "../../src/wire/limits.ts";
import { channelContract } from "./channel-contract.ts";
import { openWebSocket, webSocketServer } from "./web-sockets.ts";

describe("channels over WebSockets", () => {
  channelContract(async () => {
    const { client, hub, close } = await joined();
    return { left: new WsChannel(client), right: new WsChannel(hub), dispose: close };
  });

  it("report a peer that is gone without a word as closed without a code", async () => {
    await using pair = await heard();
    pair.client.terminate();
    assert.deepEqual(await pair.closed, { code: undefined, reason: "" });
  });

  it("end a peer that sends text", async () => {
    await using pair = await heard();
    pair.client.send("hello");
    const [code] = (await once(pair.client, "close")) as [number];
    assert.equal(code, closeCodes.protocol);
  });

  it("end a peer whose message is too long, for good", async () => {
    await using pair = await heard();
    pair.client.send(new Uint8Array(limits.frameBytes + 1));
    assert.equal((await pair.closed).code, closeCodes.protocol);
  });

  it("end a peer that sends a message in too many pieces", async () => {
    await using pair = await heard();
    for (let i = 0; i < 40; i++) pair.client.send(Uint8Array.of(1), { fin: false });
    assert.equal((await pair.closed).code, closeCodes.protocol);
  });

  it("answer the pings of WebSocket libraries, but no flood of them", async () => {
    await using pair = await heard();
    pair.client.ping("are you there?");
    const [answer] = (await once(pair.client, "pong")) as [Buffer];
    assert.equal(answer.toString(), "are you there?");
    for (let i = 0; i < 300; i++) pair.client.ping();
    assert.equal((await pair.closed).code, closeCodes.rate);
  });

  it("cut a reason that is too long for a close frame", async () => {
    await using pair = await heard();
    pair.channel.close(4400, "🎙".repeat(60));
    const [, reason] = (await once(pair.client, "close")) as [number, Buffer];
    assert.ok(reason.toString().startsWith("🎙🎙🎙"));
  });

  it("are ended by force when the peer does not answer a close", async () => {
    await using pair = await heard();
    pair.client.pause();
    pair.channel.close(4400, "answer me");
    assert.equal((await pair.closed).code, undefined);
  });
});

type Joined = {
  readonly client: WebSocket;
  readonly hub: WebSocket;
  readonly close: () => Promise<void>;
};

async function joined(): Promise<Joined> {
  const { server, port, close } = await webSocketServer();
  const connection = once(server, "connection") as Promise<[WebSocket]>;
  const client = await openWebSocket(port);
  const [hub] = await connection;
  return { client, hub, close };
}

type Heard = Joined &
  AsyncDisposable & {
    readonly channel: WsChannel;
    readonly closed: Promise<{ code: number | undefined; reason: string }>;
  };

/** A channel at the hub's side, and a bare socket as its peer. */
async function heard(): Promise<Heard> {
  const pair = await joined();
  pair.client.on("error", () => undefined);
  const channel = new WsChannel(pair.hub);
  const { promise, resolve } = Promise.withResolvers<{
    code: number | undefined;
    reason: string;
  }>();
  channel.listen({
    message: () => undefined,
    drained: () => undefined,
    closed: (code, reason) => resolve({ code, reason }),
  });
  return { ...pair, channel, closed: promise, [Symbol.asyncDispose]: pair.close };
}
