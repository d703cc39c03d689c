import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { freePort } from "../../../shared/test/free-port.ts";
import { changesPerMinute, strangersRequestsPerMinute } from "../../src/http/limits.ts";
import { speaking } from "../providers/scripted-agent.ts";
import { startRunningHub } from "./running-hub.ts";

/** Sends a request as it stands, and returns the answer as it comes. */
async function raw(port: number, path: string, host = "127.0.0.1"): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  return await text(socket);
}

test("metrics are for this machine, not for a page whose name leads to it", async (t) => {
  const hub = await startRunningHub(t);
  for (const host of ["127.0.0.1", `localhost:${hub.port}`, "[::1]:80"]) {
    assert.match(await raw(hub.port, "/metrics", host), /^HTTP\/1\.1 200/, host);
  }
  for (const host of ["evil.example", "evil.example:80", "127.0.0.1.evil.example"]) {
    assert.match(await raw(hub.port, "/metrics", host), /^HTTP\/1\.1 401/, host);
  }
});

test("metrics have an address of their own where the operator says so, and then no other", async (t) => {
  const port = await freePort();
  const hub = await startRunningHub(t, { metricsAddress: `127.0.0.1:${port}` });
  assert.match(await raw(port, "/metrics"), /club_agents 0/);
  assert.match(await raw(port, "/v1/models"), /^HTTP\/1\.1 404/);
  assert.match(await raw(port, "/metrics", `localhost:${port}`), /^HTTP\/1\.1 200/);
  assert.match(await raw(port, "/metrics", "evil.example"), /^HTTP\/1\.1 403/);
  assert.match(await raw(hub.port, "/metrics"), /^HTTP\/1\.1 404/);
});

test("what a key opens is kept by no cache", async (t) => {
  const hub = await startRunningHub(t);
  await hub.attach(speaking(4_800));
  const paths = ["/v1/models", "/v1/history", "/v1/usage", "/v1/keys", "/v1/providers"];
  for (const path of paths) {
    const answer = await hub.ask(path);
    assert.equal(answer.headers.get("cache-control"), "no-store", path);
    await answer.arrayBuffer();
  }
  const spoken = await hub.speak();
  assert.equal(spoken.headers.get("cache-control"), "no-store");
  await spoken.arrayBuffer();
  const elevenLabs = { "xi-api-key": hub.key, "content-type": "application/json" };
  const deepgram = { authorization: `Token ${hub.key}`, "content-type": "application/json" };
  const body = JSON.stringify({ text: "Hi there." });
  const timed = "/v1/text-to-speech/m:v/with-timestamps?output_format=pcm_24000";
  for (const [path, options] of [
    ["/v1/models", { headers: elevenLabs }],
    ["/v1/voices", { headers: elevenLabs }],
    [timed, { method: "POST", headers: elevenLabs, body }],
    ["/v1/speak?model=m:v&encoding=linear16", { method: "POST", headers: deepgram, body }],
  ] as const) {
    const answer = await fetch(hub.url + path, options);
    assert.equal(answer.status, 200, path);
    assert.equal(answer.headers.get("cache-control"), "no-store", path);
    await answer.arrayBuffer();
  }
});

test("one address cannot ask without a key as often as it likes, nor one key", async (t) => {
  const hub = await startRunningHub(t);
  const asked = Array.from({ length: 650 }, () => hub.ask("/v1/session", { method: "DELETE" }));
  const answers = await Promise.all(asked);
  const statuses = answers.map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 429).length, 50);
  const refused = answers.find(({ status }) => status === 429);
  assert.ok(refused);
  assert.ok(Number(refused.headers.get("retry-after")) > 0);
  const { error } = (await refused.json()) as { error: { type: string } };
  assert.equal(error.type, "rate_limit_exceeded");
  assert.equal((await hub.ask("/v1/models")).status, 200);
});

test("what the audit log tells is done so often a minute, by a user's keys together", async (t) => {
  const hub = await startRunningHub(t);
  const change = (): Promise<Response> =>
    hub.ask("/v1/settings", { method: "PATCH", body: { samples_to_others: true } });
  const answers = await Promise.all(Array.from({ length: changesPerMinute + 5 }, change));
  const refused = answers.filter(({ status }) => status === 429);
  assert.equal(refused.length, 5);
  assert.equal((await hub.ask("/v1/settings")).status, 200);
});

test("links are asked for so often a minute by one address", async (t) => {
  const hub = await startRunningHub(t, { sharing: "true" });
  const asked = Array.from({ length: strangersRequestsPerMinute + 5 }, () => hub.ask("/s/none"));
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 429).length, 5);
});

test("a waiting agent's name is one plain line", async (t) => {
  const hub = await startRunningHub(t);
  const ask = (name: string): Promise<Response> =>
    hub.ask("/v1/device/codes", { method: "POST", body: { name } });
  for (const name of ["\u001b]52;c;eA==\u0007", "a\nb", "\u202egir"]) {
    assert.equal((await ask(name)).status, 400, JSON.stringify(name));
  }
  assert.equal((await ask("home-rig")).status, 200);
});

test("a path that leads out of the dashboard's files is not found", async (t) => {
  const hub = await startRunningHub(t);
  for (const path of ["/assets/../x", "/assets/..%2f..%2fpackage.json", "/assets/%2e%2e/x"]) {
    assert.match(await raw(hub.port, path), /^HTTP\/1\.1 404/, path);
  }
});

test("a body that is nested as deeply as it is long is refused, also where it is to be repeated", async (t) => {
  const hub = await startRunningHub(t);
  await hub.attach(speaking(4_800));
  const body = `{"model":"m","input":"Hi.","deep":${"[".repeat(20_000)}${"]".repeat(20_000)}}`;
  const answer = await fetch(`${hub.url}/v1/audio/speech`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${hub.key}`,
      "content-type": "application/json",
      "idempotency-key": "once",
    },
    body,
  });
  assert.equal(answer.status, 400);
});

test("models and voices are listed without a key where the operator says so, and nowhere else", async (t) => {
  const hub = await startRunningHub(t, { openListing: "true" });
  await hub.attach(speaking(4_800));
  await hub.attach(speaking(4_800), { name: "own", service: { model: "own", access: "private" } });
  const list = async (path: string): Promise<unknown> => await (await fetch(hub.url + path)).json();
  assert.deepEqual(await list("/v1/open/audio/models"), { models: [{ id: "m", name: "m" }] });
  const { voices } = (await list("/v1/open/audio/voices")) as { voices: { id: string }[] };
  assert.deepEqual(
    voices.map(({ id }) => id),
    ["v"],
  );
  const { data } = (await list("/v1/open/models")) as { data: { id: string }[] };
  assert.deepEqual(
    data.map(({ id }) => id),
    ["m"],
  );
  const body = { model: "m", input: "Hi." };
  const spoken = await hub.ask("/v1/open/audio/speech", { method: "POST", body });
  assert.equal(spoken.status, 200);
  await spoken.arrayBuffer();
  const unknown = { authorization: "Bearer club_wrong" };
  const refused = { method: "POST", body, headers: unknown };
  assert.equal((await hub.ask("/v1/open/audio/speech", refused)).status, 401);
  const closed = await startRunningHub(t);
  assert.equal((await fetch(`${closed.url}/v1/open/models`)).status, 404);
});
