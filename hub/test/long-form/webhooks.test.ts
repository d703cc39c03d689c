import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { addressRule } from "../../src/long-form/webhooks/address-rule.ts";
import { postWebhook } from "../../src/long-form/webhooks/post-webhook.ts";
import { signature } from "../../src/long-form/webhooks/webhooks.ts";
import { startRunningHub } from "../http/running-hub.ts";
import { spoken } from "./mastering/spoken.ts";

const never = new AbortController().signal;

test("webhooks go to public addresses, and to the networks that the operator names", () => {
  const rule = addressRule(["192.168.7.0/24", "fd00:7::/32"]);
  const allowed = ["1.1.1.1", "2606:4700::1111", "192.168.7.9", "fd00:7::1", "::ffff:8.8.8.8"];
  const refused =
    "127.0.0.1 10.1.2.3 172.20.0.1 192.168.8.1 169.254.169.254 0.0.0.0 100.64.0.1 224.0.0.1 255.255.255.255 ::1 :: fe80::1 fd01::1 ::ffff:127.0.0.1 ::ffff:7f00:1 64:ff9b::7f00:1 2002:7f00:1:: localhost";
  assert.deepEqual(allowed.filter(rule), allowed);
  assert.deepEqual(refused.split(" ").filter(rule), []);
});

test("nothing is sent to an address that is not allowed, by name, number or redirect", async (t) => {
  const { url, received } = await startReceiver(t, 200);
  const message = { url, headers: {}, body: "{}" };
  await assert.rejects(postWebhook(message, addressRule([]), never), { code: "INVALID_REQUEST" });
  const byName = { ...message, url: url.replace("127.0.0.1", "localhost") };
  await assert.rejects(postWebhook(byName, addressRule([]), never), { code: "INVALID_REQUEST" });
  // Its second address is another one of loopback.
  const moved = await startReceiver(t, 307, url.replace("127.0.0.1", "127.0.0.2"));
  const first = { ...message, url: moved.url };
  await assert.rejects(postWebhook(first, addressRule(["127.0.0.1"]), never), {
    code: "INVALID_REQUEST",
  });
  assert.equal(moved.received.length, 1);
  assert.equal(received.length, 0);
});

test("the end of a job is told with a signature, again where it is not taken", async (t) => {
  const { url, received } = await startReceiver(t, 503);
  const hub = await startRunningHub(t, { webhookNetworks: "127.0.0.0/8" });
  await hub.attach(async (stream) => {
    stream.accept({ rateHz: 22_050, channels: 1 });
    stream.write(await spoken(stream.request.text));
    stream.end({});
  });
  const secret = "a secret of sixteen or more";
  const body = { model: "m", input: "It was a dark night.", webhook: { url, secret } };
  const answer = await hub.ask("/v1/audio/jobs", { method: "POST", body });
  assert.equal(answer.status, 202);
  while (received.length < 2) await new Promise((resolve) => setTimeout(resolve, 50));
  for (const { headers, text } of received) {
    const id = String(headers["webhook-id"]);
    const atSeconds = Number(headers["webhook-timestamp"]);
    assert.equal(headers["webhook-signature"], signature(secret, id, atSeconds, text));
    const told = JSON.parse(text) as { type: string; data: { status: string } };
    assert.equal(told.type, "speech.job.completed");
    assert.equal(told.data.status, "completed");
  }
  assert.equal(received[0]?.headers["webhook-id"], received[1]?.headers["webhook-id"]);
});

type Received = { readonly headers: IncomingHttpHeaders; readonly text: string };

/** Answers with `status` first, and with 200 from then on. */
async function startReceiver(
  t: TestContext,
  status: number,
  location?: string,
): Promise<{ readonly url: string; readonly received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void request.toArray().then((parts) => {
      received.push({ headers: request.headers, text: Buffer.concat(parts).toString() });
      const isMoved = location !== undefined;
      response.writeHead(received.length === 1 ? status : 200, isMoved ? { location } : {}).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}
