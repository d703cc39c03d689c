import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import { speaking } from "../providers/scripted-agent.ts";
import { until } from "../until.ts";
import { startRunningHub } from "./running-hub.ts";

const body = JSON.stringify({ model: "m", input: "Hello.", response_format: "pcm" });

/** A request for speech as it goes over the wire. */
function request(key: string, headers: readonly string[] = [], version = "1.1"): string {
  return [
    `POST /v1/audio/speech HTTP/${version}`,
    "Host: hub",
    `Authorization: Bearer ${key}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...headers,
    "",
    body,
  ].join("\r\n");
}

async function connected(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

test("an offer of HTTP/2, as every JDK client makes it, is not a demand", async (t) => {
  const hub = await startRunningHub(t);
  await hub.attach(speaking(4_800));
  const offer = [
    "Connection: close, Upgrade, HTTP2-Settings",
    "Upgrade: h2c",
    "HTTP2-Settings: AAMAAABk",
  ];
  const socket = await connected(hub.port);
  socket.write(request(hub.key, [...offer]));
  assert.match(await text(socket), /^HTTP\/1\.1 200 OK\r\n/);
});

test("an upgrade to a WebSocket is one only where WebSockets are served", async (t) => {
  const hub = await startRunningHub(t);
  const headers = { connection: "close, upgrade", upgrade: "websocket" };
  const socket = await connected(hub.port);
  socket.write(`GET /readyz HTTP/1.1\r\nHost: hub\r\n${fields(headers)}\r\n`);
  assert.match(await text(socket), /^HTTP\/1\.1 200 OK\r\n/);
  const elsewhere = await connected(hub.port);
  elsewhere.write(`GET /v1/agents HTTP/1.1\r\nHost: hub\r\n${fields(headers)}\r\n`);
  assert.match(await text(elsewhere), /^HTTP\/1\.1 404 Not Found\r\n/);
});

test("a consumer that closes its half of the connection after its request gets its answer", async (t) => {
  const hub = await startRunningHub(t);
  let speak: (() => void) | undefined;
  await hub.attach(async (stream, signal) => {
    await new Promise<void>((resolve) => (speak = resolve));
    await speaking(48_000)(stream, signal);
  });
  for (const version of ["1.1", "1.0"]) {
    const socket = await connected(hub.port);
    let answer = "";
    socket.on("data", (bytes) => (answer += bytes.toString("latin1")));
    socket.end(request(hub.key, [], version));
    await until("the provider is asked", () => speak !== undefined);
    if (version === "1.1") await until("a word before the answer", () => answer !== "");
    speak?.();
    speak = undefined;
    await once(socket, "close");
    assert.match(answer, /HTTP\/1\.1 200 OK\r\n/, version);
    assert.equal(answer.includes("102 Processing"), version === "1.1");
  }
});

test("a consumer that has gone before the first audio frees the provider", async (t) => {
  const hub = await startRunningHub(t);
  const cancelled = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  await hub.attach((_, signal) => {
    signal.addEventListener("abort", () => cancelled.resolve());
    asked.resolve();
  });
  const socket = await connected(hub.port);
  socket.write(request(hub.key));
  await asked.promise;
  socket.destroy();
  await cancelled.promise;
});

test("audio that breaks off over HTTP/1.0 ends in a reset, not as if it were whole", async (t) => {
  const hub = await startRunningHub(t);
  const heard = Promise.withResolvers<void>();
  await hub.attach(
    speaking(48_000, (stream) => {
      void heard.promise.then(() => stream.fail(new Failure("ENGINE_FAILED", "It broke.")));
    }),
  );
  const socket = await connected(hub.port);
  const ended = new Promise<string>((resolve) => {
    socket.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code ?? ""));
    socket.once("end", () => resolve("end"));
  });
  socket.once("data", () => heard.resolve());
  socket.write(request(hub.key, [], "1.0"));
  assert.equal(await ended, "ECONNRESET");
});

test("a hub that stops waits for no connection that holds half a request", async (t) => {
  const hub = await startRunningHub(t);
  const half = await connected(hub.port);
  half.write("GET /readyz HTTP/1.1\r\nHost: ");
  const stalled = await connected(hub.port);
  stalled.write(request(hub.key).slice(0, -3));
  const closed = [half, stalled].map((socket) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    socket.resume().once("end", resolve).once("close", resolve);
    return promise;
  });
  await hub.stop();
  await Promise.all(closed);
});

test("audio and events are not held back by a proxy", async (t) => {
  const hub = await startRunningHub(t);
  await hub.attach(speaking(4_800));
  for (const stream_format of ["audio", "sse"]) {
    const answer = await hub.speak({ stream_format });
    assert.equal(answer.headers.get("x-accel-buffering"), "no");
    await answer.arrayBuffer();
  }
});

test("a copy that has not changed is not sent again", async (t) => {
  const hub = await startRunningHub(t);
  await hub.attach(speaking(4_800));
  const spoken = await hub.speak();
  await spoken.arrayBuffer();
  const path = `/v1/history/${spoken.headers.get("x-request-id")}/audio`;
  const first = await hub.ask(path);
  const etag = first.headers.get("etag") ?? "";
  await first.arrayBuffer();
  for (const known of [etag, `"other", W/${etag}`, "*"]) {
    const again = await hub.ask(path, { headers: { "if-none-match": known } });
    assert.equal(again.status, 304, known);
    assert.equal(again.headers.get("etag"), etag);
    assert.equal((await again.arrayBuffer()).byteLength, 0);
  }
  const other = await hub.ask(path, { headers: { "if-none-match": '"other"' } });
  assert.equal(other.status, 200);
  await other.arrayBuffer();
});

function fields(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
}
