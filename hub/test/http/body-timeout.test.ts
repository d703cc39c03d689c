import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { boundBodies, takeLive } from "../../src/http/body-timeout.ts";
import { refuseBadHttp } from "../../src/http/errors.ts";
import { requestTimeoutMs } from "../../src/http/limits.ts";
import { ManualClock } from "../manual-clock.ts";
import { until } from "../until.ts";

test("a body that takes too long is refused, unless it is sent while it is written", async (t) => {
  const clock = new ManualClock();
  const server = await start(t, clock);
  const { port } = server;
  const slow = post(port, "/whole");
  const live = post(port, "/live");
  for (const asking of [slow, live]) asking.write("One. ");
  await until("both to be taken", () => server.taken === 2);
  const [refused, answer] = [once(slow, "response"), once(live, "response")];
  await clock.advance(requestTimeoutMs);
  live.end("Two.");
  assert.equal(((await refused) as [IncomingMessage])[0].statusCode, 408);
  assert.equal(((await answer) as [IncomingMessage])[0].statusCode, 200);
  assert.equal(clock.pending, 0);
});

async function start(
  t: TestContext,
  clock: ManualClock,
): Promise<{ readonly port: number; readonly taken: number }> {
  let taken = 0;
  const server = createServer((incoming, response) => {
    if (incoming.url === "/live") takeLive(incoming);
    taken += 1;
    incoming.resume().once("end", () => response.end("done"));
  });
  server.on("clientError", refuseBadHttp);
  boundBodies(server, clock);
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    get taken() {
      return taken;
    },
  };
}

function post(port: number, path: string): ReturnType<typeof request> {
  const asking = request({ port, path, host: "127.0.0.1", method: "POST" });
  return asking.on("error", () => undefined);
}
