import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { closeCodes, limits } from "@club/shared/wire/limits.ts";
import { pino } from "pino";
import { WebSocket } from "ws";
import type { Accounts } from "../../src/accounts/accounts.ts";
import { Authenticator } from "../../src/accounts/authenticator.ts";
import { createAccounts } from "../../src/accounts/create-accounts.ts";
import { recheckMs } from "../../src/accounts/limits.ts";
import { LoginThrottle } from "../../src/accounts/login-throttle.ts";
import {
  bytesAtOnce,
  connectsPerMinute,
  maxBacklogBytes,
  messagesAtOnce,
} from "../../src/live/limits.ts";
import { type Dialect, LiveListener } from "../../src/live/live-listener.ts";
import type { LiveSocket } from "../../src/live/live-socket.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { ManualClock } from "../manual-clock.ts";
import { temporaryFolder } from "../temporary-folder.ts";

test("a session ends within a minute when its key is revoked or its user disabled", async (t) => {
  const hub = await start(t);
  const [revoked, disabled, other] = await Promise.all(
    ["ann", "bob", "eve"].map((user) => hub.connect(user)),
  );
  assert.ok(revoked && disabled && other);
  await hub.accounts.revokeKey(revoked.keyId);
  await hub.accounts.changeUser("bob", { disabled: true });
  const closed = Promise.all([once(revoked.ws, "close"), once(disabled.ws, "close")]);
  await hub.clock.advance(recheckMs);
  for (const [code, reason] of (await closed) as unknown as [number, Buffer][]) {
    assert.equal(code, 1008);
    assert.equal(reason.toString(), "the key was revoked");
  }
  other.ws.send("still");
  assert.equal(String((await once(other.ws, "message"))[0]), "still");
});

test("a key that opens sessions without end has to wait", async (t) => {
  const hub = await start(t);
  const { secret } = await hub.makeKey("ann");
  // The same as connecting so often: each is closed at once, and still counts.
  const batch = 50;
  let refused = 0;
  for (let count = 0; count < connectsPerMinute + batch && refused === 0; count += batch) {
    const statuses = await Promise.all(Array.from({ length: batch }, () => hub.status(secret)));
    refused += statuses.filter((status) => status === 429).length;
  }
  assert.ok(refused > 0);
});

test("a flood of messages ends its session", async (t) => {
  const { ws } = await (await start(t)).connect("ann");
  const failed = once(ws, "message");
  const closed = once(ws, "close");
  for (let count = 0; count <= messagesAtOnce; count += 1) ws.send("");
  assert.match(
    String((await failed)[0]),
    /^At most \d+ messages and \d+ bytes a second are taken\.$/,
  );
  assert.equal((await closed)[0], 1008);
});

test("a flood of bytes ends its session, whatever they say", async (t) => {
  const { ws } = await (await start(t)).connect("ann");
  const closed = once(ws, "close");
  const words = "[".repeat(60_000);
  for (let bytes = 0; bytes <= 2 * bytesAtOnce; bytes += words.length) ws.send(words);
  assert.equal((await closed)[0], 1008);
});

test("a flood of pings ends its session", async (t) => {
  const { ws } = await (await start(t)).connect("ann");
  const closed = once(ws, "close");
  for (let count = 0; count <= limits.controlFramesPerSecond * 2; count += 1) ws.ping();
  assert.equal((await closed)[0], closeCodes.rate);
});

test("a client that asks for answers and reads none is cut off", async (t) => {
  const hub = await start(t);
  const { ws } = await hub.connect("ann");
  const [server] = hub.sockets;
  assert.ok(server);
  ws.pause();
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  server.signal.addEventListener("abort", () => resolve(), { once: true });
  // Twice what may wait, beside what the system's own buffers take.
  for (let bytes = 0; bytes < 2 * maxBacklogBytes + 16_000_000; bytes += loud.length) {
    ws.send("loud");
  }
  await gone;
});

type Connected = { readonly ws: WebSocket; readonly keyId: string };

type Started = {
  readonly accounts: Accounts;
  readonly clock: ManualClock;
  /** The hub's ends, in order. */
  readonly sockets: readonly LiveSocket[];
  makeKey(user: string): Promise<{ readonly secret: string; readonly keyId: string }>;
  connect(user: string): Promise<Connected>;
  /** Connects and goes: what the connection was answered with. */
  status(secret: string): Promise<number>;
};

/** What the word "loud" is answered with. */
const loud = "x".repeat(60_000);

/** A listener whose one dialect sends every message back. */
async function start(t: TestContext): Promise<Started> {
  const store = await openSqliteStore(await temporaryFolder(t));
  t.after(() => store.close());
  const clock = new ManualClock();
  const accounts = createAccounts(store.accounts, clock);
  const sockets: LiveSocket[] = [];
  const listener = new LiveListener({
    dialects: [echo(sockets)],
    accounts,
    authenticator: new Authenticator(accounts, new LoginThrottle(), clock),
    addressOf: ({ socket }) => socket.remoteAddress ?? "",
    clock,
    log: pino({ level: "silent" }),
  });
  const server = createServer();
  server.on("upgrade", (request, socket, head) =>
    listener.upgradeOf(request.url ?? "")?.(request, socket, head),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    listener.close();
    server.close();
  });
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/echo`;
  const open = (secret: string): WebSocket => {
    const ws = new WebSocket(url, { headers: { authorization: secret } });
    ws.on("error", () => undefined);
    t.after(() => ws.terminate());
    return ws;
  };
  const makeKey: Started["makeKey"] = async (user) => {
    const { secret, key } = await accounts.createKey({ user, scopes: ["consumer"] });
    return { secret, keyId: key.id };
  };
  return {
    accounts,
    clock,
    sockets,
    makeKey,
    connect: async (user) => {
      const { secret, keyId } = await makeKey(user);
      const ws = open(secret);
      await once(ws, "open");
      return { ws, keyId };
    },
    status: async (secret) => {
      const ws = open(secret);
      const { promise, resolve } = Promise.withResolvers<number>();
      ws.once("open", () => resolve(101));
      ws.once("unexpected-response", (_, { statusCode = 0 }) => resolve(statusCode));
      const status = await promise;
      ws.terminate();
      return status;
    },
  };
}

function echo(sockets: LiveSocket[]): Dialect {
  return {
    serves: (path) => path === "/echo",
    keyOf: ({ headers }) => headers.authorization,
    admit: () => (socket) => {
      sockets.push(socket);
      return {
        message: (text) => {
          if (text !== "") socket.send(text === "loud" ? loud : text).catch(() => undefined);
        },
      };
    },
    fail: (socket, { message }) => {
      if (socket.signal.aborted) return;
      void socket.send(message).catch(() => undefined);
      socket.close(1008, message);
    },
  };
}
