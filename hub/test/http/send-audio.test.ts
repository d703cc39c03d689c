import assert from "node:assert/strict";
import { type AddressInfo, connect } from "node:net";
import { type TestContext, test } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import { systemClock } from "../../src/clock.ts";
import { sendAudio } from "../../src/http/send-audio.ts";
import { startApi } from "./api.ts";

test("a body that breaks off is never taken for whole, whatever HTTP the consumer speaks", async (t) => {
  const port = await startCutting(t);
  for (const [version, error] of [
    ["1.0", "ECONNRESET"],
    ["1.1", undefined],
  ] as const) {
    const socket = connect(port, "127.0.0.1");
    socket.write(`GET / HTTP/${version}\r\nHost: hub\r\n\r\n`);
    let received = "";
    socket.setEncoding("utf8").on("data", (text: string) => (received += text));
    let code: string | undefined;
    socket.on("error", (thrown: NodeJS.ErrnoException) => (code = thrown.code));
    await new Promise((resolve) => socket.once("close", resolve));
    assert.match(received, /half an answer/);
    // In HTTP/1.1 the last chunk is missing, which says as much.
    assert.doesNotMatch(received, /^0\r\n/m);
    assert.equal(code, error);
  }
});

test("a body that fails before its first byte is answered as an error", async (t) => {
  const { app } = await startApi(t, (app) => {
    app.get("/", async (request, reply) => {
      const { signal } = request;
      const failing = { [Symbol.asyncIterator]: () => ({ next: failed }) };
      await sendAudio(reply, { "content-type": "audio/wav" }, failing, {
        signal,
        clock: systemClock,
      });
    });
  });
  const answer = await app.inject("/");
  assert.equal(answer.statusCode, 502);
  assert.match(answer.headers["content-type"] as string, /json/);
});

function failed(): Promise<never> {
  return Promise.reject(new Failure("ENGINE_FAILED", "no voice"));
}

/** A hub whose every answer is half there, and is cut when the consumer has that. */
async function startCutting(t: TestContext): Promise<number> {
  const { app } = await startApi(t, (app) => {
    app.get("/", async (request, reply) => {
      const { signal } = request;
      await sendAudio(reply, {}, halfAnAnswer(), { signal, clock: systemClock });
    });
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  return (app.server.address() as AddressInfo).port;
}

async function* halfAnAnswer(): AsyncGenerator<string> {
  yield "half an answer";
  await new Promise((resolve) => setImmediate(resolve));
  throw new Error("no more");
}
