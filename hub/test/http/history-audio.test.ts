import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { authenticate } from "../../src/http/authentication.ts";
import { historyAudioRoutes } from "../../src/http/history-audio.ts";
import { completed, requestOf, user } from "../store/records.ts";
import type { Api, Member } from "./api.ts";
import { assertError, startApi } from "./api.ts";

const audio = Buffer.from("0123456789");
const url = "/v1/history/clip/audio";

/** Ann has one finished clip of ten bytes, and a request that runs. */
async function startAudio(t: TestContext): Promise<{ api: Api; ann: Member }> {
  const api = await startApi(t, (app, { store, accounts, authenticator, archive }) => {
    app.addHook("onRequest", authenticate(["consumer"], { accounts, authenticator }));
    app.register(historyAudioRoutes({ history: store.history, archive }));
  });
  const ann = await api.member({ user: "ann" });
  const recording = await api.archive.create({ id: "clip", extension: "wav" });
  await recording.write(Buffer.from(audio));
  await recording.finish();
  const { userId, keyId } = ann;
  for (const id of ["clip", "running"]) {
    await api.store.history.begin(requestOf(user("ann"), { id, userId, keyId }));
  }
  await api.store.history.finish("clip", completed({ bytes: audio.length }));
  return { api, ann };
}

test("the audio comes whole, with its type, length and name", async (t) => {
  const { ann } = await startAudio(t);
  const response = await ann.ask("GET", url);
  assert.equal(response.statusCode, 200);
  assert.deepEqual(response.rawPayload, audio);
  assert.equal(response.headers["content-type"], "audio/wav");
  assert.equal(response.headers["content-length"], "10");
  assert.equal(response.headers["accept-ranges"], "bytes");
  assert.equal(response.headers["content-disposition"], 'inline; filename="clip.wav"');
});

test("a Range gets its part", async (t) => {
  const { ann } = await startAudio(t);
  for (const [range, part, contentRange] of [
    ["bytes=0-0", "0", "bytes 0-0/10"],
    ["bytes=2-4", "234", "bytes 2-4/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=5-99", "56789", "bytes 5-9/10"],
  ] as const) {
    const response = await ann.ask("GET", url, { headers: { range } });
    assert.equal(response.statusCode, 206, range);
    assert.equal(response.body, part);
    assert.equal(response.headers["content-range"], contentRange);
    assert.equal(response.headers["content-length"], `${part.length}`);
  }
});

test("a Range that is not understood, or has several parts, gets the whole", async (t) => {
  const { ann } = await startAudio(t);
  for (const range of ["lines=1-2", "bytes", "bytes=0-1,4-5"]) {
    const response = await ann.ask("GET", url, { headers: { range } });
    assert.equal(response.statusCode, 200, range);
    assert.equal(response.body, "0123456789");
    assert.equal(response.headers["content-range"], undefined);
  }
});

test("a Range past the end is refused with the length", async (t) => {
  const { ann } = await startAudio(t);
  const response = await ann.ask("GET", url, { headers: { range: "bytes=10-" } });
  assertError(response, 416, "invalid_request", "Range");
  assert.equal(response.headers["content-range"], "bytes */10");
  assert.match(String(response.headers["content-type"]), /^application\/json/);
});

test("If-Range takes the part only of the same audio", async (t) => {
  const { ann } = await startAudio(t);
  const etag = String((await ann.ask("GET", url)).headers.etag);
  const ask = (ifRange: string) =>
    ann.ask("GET", url, { headers: { range: "bytes=0-1", "if-range": ifRange } });
  assert.equal((await ask(etag)).statusCode, 206);
  assert.equal((await ask('"other"')).statusCode, 200);
});

test("HEAD tells the headers without the audio", async (t) => {
  const { api, ann } = await startAudio(t);
  const address = await api.app.listen({ host: "127.0.0.1", port: 0 });
  const headers = { authorization: ann.authorization, range: "bytes=2-4" };
  const response = await fetch(address + url, { method: "HEAD", headers });
  assert.equal(response.status, 206);
  assert.equal(response.headers.get("content-length"), "3");
  assert.equal(response.headers.get("content-range"), "bytes 2-4/10");
  assert.equal((await response.arrayBuffer()).byteLength, 0);
});

test("audio that is not there, not yet, or not yours is a 404", async (t) => {
  const { api, ann } = await startAudio(t);
  const bob = await api.member({ user: "bob" });
  assertError(await bob.ask("GET", url), 404, "not_found", "id");
  assertError(await ann.ask("GET", "/v1/history/none/audio"), 404, "not_found", "id");
  assertError(await ann.ask("GET", "/v1/history/running/audio"), 404, "not_found");
  await api.archive.remove({ id: "clip", extension: "wav" });
  assertError(await ann.ask("GET", url), 404, "not_found");
});
