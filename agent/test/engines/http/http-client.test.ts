import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test, type TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { Failure } from "@club/shared/wire/failures.ts";
import { httpClient } from "../../../src/engines/http/http-client.ts";
import { engineLimits } from "../../../src/engines/limits.ts";

const never = new AbortController().signal;

describe("the client for speech servers", () => {
  test("waits for a server that is silent for longer than an idle connection is kept", async (t) => {
    const silentMs = engineLimits.idleConnectionMs + 500;
    const url = await serve(t, (_, response) => {
      setTimeout(() => response.write("spo"), silentMs);
      setTimeout(() => response.end("ken"), 2 * silentMs);
    });
    const reply = await httpClient(url).post("/", {}, never);
    assert.equal(await reply.text(100), "spoken");
  });

  test("ends the connection with the signal, whatever has come", async (t) => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const url = await serve(t, (_, response) => {
      response.once("close", resolve).write("beginning");
    });
    const stop = new AbortController();
    const { body } = await httpClient(url).get("/", stop.signal);
    const chunks = body[Symbol.asyncIterator]();
    await chunks.next();
    stop.abort();
    await assert.rejects(chunks.next(), isFailure("ENGINE_FAILED"));
    await closed;
  });

  test("is not harmed by a signal that fires as the answer ends", async (t) => {
    const url = await serve(t, (_, response) => response.end("all of it"));
    const stop = new AbortController();
    const { body } = await httpClient(url).get("/", stop.signal);
    const chunks = body[Symbol.asyncIterator]();
    await chunks.next();
    stop.abort();
    await chunks.return?.();
    await wait(0);
  });

  test("says that nobody listens, and nothing once it was told to stop", async () => {
    await assert.rejects(httpClient("http://127.0.0.1:1").get("/", never), isFailure("NOT_READY"));
    const stopped = httpClient("http://127.0.0.1:1").get("/", AbortSignal.abort());
    await assert.rejects(stopped, isFailure("ENGINE_FAILED"));
  });
});

/** The address of a server that answers so, until the test is over. */
async function serve(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function isFailure(code: Failure["code"]): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof Failure && thrown.code === code;
}
