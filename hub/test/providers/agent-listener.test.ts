import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { noTelemetry } from "@club/shared/mux/mux-endpoint.ts";
import { decode } from "@club/shared/wire/decode.ts";
import { encode } from "@club/shared/wire/encode.ts";
import { closeCodes, limits } from "@club/shared/wire/limits.ts";
import type { Hello, Message, ServiceDeclaration, Welcome } from "@club/shared/wire/messages.ts";
import { pino } from "pino";
import { WebSocket } from "ws";
import { Authenticator } from "../../src/accounts/authenticator.ts";
import { createAccounts } from "../../src/accounts/create-accounts.ts";
import { recheckMs } from "../../src/accounts/limits.ts";
import { LoginThrottle } from "../../src/accounts/login-throttle.ts";
import { AgentListener } from "../../src/providers/agent-listener.ts";
import {
  connectsPerAgentAMinute,
  leastVoices,
  servicesPerAgent,
} from "../../src/providers/limits.ts";
import { Registry } from "../../src/providers/registry.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { ManualClock } from "../manual-clock.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { until } from "../until.ts";

test("a socket that says nothing is closed when its time is up", async (t) => {
  const hub = await startListener(t);
  const socket = await hub.connect();
  await hub.clock.advance(limits.helloMs - 1);
  assert.equal(socket.ended, undefined);
  await hub.clock.advance(1);
  await until("it is closed", () => socket.ended?.code === closeCodes.heartbeat);
});

test("a socket that says anything but HELLO is closed, and the listener lives on", async (t) => {
  const hub = await startListener(t);
  for (const frame of [
    encode({ type: "PING", nonce: 1 }),
    Buffer.from("no frame"),
    Buffer.alloc(0),
  ]) {
    const socket = await hub.connect();
    socket.send(frame);
    await until("it is closed", () => socket.ended?.code === closeCodes.protocol);
  }
  await hub.attach({ name: "rig" });
});

test("an agent is refused the name of one that is alive, whatever letters it has", async (t) => {
  const hub = await startListener(t);
  const name = "名前".repeat(17);
  await hub.attach({ name });
  const second = await hub.connect();
  second.send(hello({ name }));
  await until("it is closed", () => second.ended?.code === closeCodes.nameTaken);
  assert.ok(!second.ended?.reason.includes("名"));
});

test("an agent that is draining gives its name up, and goes on with what it speaks", async (t) => {
  const hub = await startListener(t);
  const old = await hub.attach({ name: "rig" });
  old.send(encode({ type: "DRAIN", lastStream: 0, graceMs: 30_000 }));
  await until("the hub knows", () => hub.listener.sessions[0]?.isDraining === true);
  await hub.attach({ name: "rig" });
  assert.equal(old.ended, undefined);
  assert.equal(hub.listener.sessions.length, 2);
  assert.equal(hub.registry.providers.length, 1);
});

test("an owner's agents and services have a limit", async (t) => {
  const hub = await startListener(t, { maxAgentsPerUser: 2 });
  await hub.attach({ name: "one" });
  const two = await hub.attach({ name: "two" });
  const third = await hub.connect();
  third.send(hello({ name: "three" }));
  await until("it is refused", () => third.ended?.code === closeCodes.rate);
  const most = Array.from({ length: 2 * servicesPerAgent }, (_, at) => service(`s${at}`));
  two.send(encode({ type: "SERVICES", services: most }));
  await until("it is closed", () => two.ended?.code === closeCodes.rate);
});

test("an owner's voices have a limit, over all agents", async (t) => {
  const hub = await startListener(t, { maxAgentsPerUser: 20 });
  const voices = Array.from({ length: 1_000 }, (_, at) => ({ name: `v${at}`, languages: [] }));
  for (let at = 0; at < leastVoices / voices.length; at += 1) {
    const agent = await hub.attach({ name: `rig-${at}` });
    agent.send(encode({ type: "SERVICES", services: [{ ...service("s"), voices }] }));
    await until("they are known", () => hub.registry.providers[at]?.services.length === 1);
  }
  const last = await hub.connect();
  last.send(hello({ name: "last", services: [{ ...service("s"), voices: voices.slice(0, 1) }] }));
  await until("it is refused", () => last.ended?.code === closeCodes.rate);
  assert.equal(last.ended?.reason, `one owner may have ${leastVoices} voices here`);
});

test("new connects have a limit for each user, and going on with a session has none", async (t) => {
  const hub = await startListener(t, { maxAgentsPerUser: 1 });
  const instance = randomUUID();
  const first = await hub.attach({ name: "rig", instance });
  for (let epoch = 1; epoch <= 3 * connectsPerAgentAMinute; epoch += 1) {
    const { token } = first.welcome.resume;
    const resume = { token, lastStream: 0, streams: [] };
    await hub.attach({ name: "rig", instance, epoch, resume });
  }
  for (let connect = 1; connect < connectsPerAgentAMinute; connect += 1) {
    await hub.attach({ name: "rig", instance, epoch: 100 + connect });
  }
  const tooMany = await hub.connect();
  tooMany.send(hello({ name: "rig", instance, epoch: 200 }));
  await until("it is refused", () => tooMany.ended?.code === closeCodes.rate);
});

test("a key that is revoked ends its agent's session", async (t) => {
  const hub = await startListener(t);
  const agent = await hub.attach({ name: "rig" });
  await hub.revoke();
  await hub.clock.advance(recheckMs);
  await until("it is closed", () => agent.ended?.code === closeCodes.authentication);
});

test("an upgrade without a provider's key is refused before it is one", async (t) => {
  const hub = await startListener(t);
  const socket = new WebSocket(hub.url, ["club.v1"], { headers: { authorization: "Bearer no" } });
  socket.on("error", () => undefined);
  const [, response] = (await once(socket, "unexpected-response")) as [
    unknown,
    { readonly statusCode: number },
  ];
  assert.equal(response.statusCode, 401);
});

type Socket = {
  readonly ended: { readonly code: number; readonly reason: string } | undefined;
  send(frame: Uint8Array): void;
};

type Attached = Socket & { readonly welcome: Welcome };

type Listening = {
  readonly url: string;
  readonly listener: AgentListener;
  readonly registry: Registry;
  readonly clock: ManualClock;
  connect(): Promise<Socket>;
  /** Connects, says HELLO, and waits for the WELCOME. */
  attach(change: Partial<Hello>): Promise<Attached>;
  revoke(): Promise<void>;
};

async function startListener(
  t: TestContext,
  { maxAgentsPerUser = 100 }: { readonly maxAgentsPerUser?: number } = {},
): Promise<Listening> {
  const clock = new ManualClock();
  const store = await openSqliteStore(await temporaryFolder(t));
  const accounts = createAccounts(store.accounts, clock);
  const { secret, key } = await accounts.createKey({ user: "ann", scopes: ["provider"] });
  const registry = new Registry();
  const listener = new AgentListener({
    accounts,
    authenticator: new Authenticator(accounts, new LoginThrottle(), clock),
    registry,
    clock,
    maxAgentsPerUser,
    hubId: "hub",
    telemetry: noTelemetry,
    log: pino({ level: "silent" }),
    addressOf: () => "127.0.0.1",
  });
  const server = createServer();
  server.on("upgrade", (...upgrade) => void listener.upgrade(...upgrade));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1/agent`;
  const sockets: WebSocket[] = [];
  t.after(async () => {
    for (const socket of sockets) socket.terminate();
    listener.close();
    server.close();
    await store.close();
  });
  const connect = async (heard: (message: Message) => void = () => undefined): Promise<Socket> => {
    const headers = { authorization: `Bearer ${secret}` };
    const socket = new WebSocket(url, ["club.v1"], { headers });
    sockets.push(socket);
    let ended: Socket["ended"];
    socket.on("close", (code, reason) => (ended = { code, reason: reason.toString() }));
    socket.on("message", (frame: Buffer) => {
      const message = decode(frame);
      if (message !== undefined) heard(message);
    });
    await once(socket, "open");
    return {
      get ended() {
        return ended;
      },
      send: (frame) => socket.send(frame),
    };
  };
  const attach = async (change: Partial<Hello>): Promise<Attached> => {
    const { promise, resolve } = Promise.withResolvers<Welcome>();
    const socket = await connect((message) => {
      if (message.type === "WELCOME") resolve(message);
    });
    socket.send(hello(change));
    const welcome = await promise;
    return {
      get ended() {
        return socket.ended;
      },
      send: (frame) => socket.send(frame),
      welcome,
    };
  };
  const revoke = async (): Promise<void> => void (await accounts.revokeKey(key.id));
  return { url, listener, registry, clock, connect: () => connect(), attach, revoke };
}

function hello(change: Partial<Hello>): Uint8Array {
  return encode({
    type: "HELLO",
    protocol: limits.protocol,
    instance: randomUUID(),
    epoch: 0,
    name: "rig",
    version: "1",
    services: [service("tts")],
    ...change,
  });
}

function service(id: string): ServiceDeclaration {
  return {
    id,
    type: "tts",
    model: "m",
    voices: [],
    features: [],
    slots: 1,
    ready: true,
    access: "members",
  };
}
