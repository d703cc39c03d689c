import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { systemClock } from "../../src/clock.ts";
import { builtIn } from "../../src/http/web-build.ts";
import { authenticate } from "../../src/http/authentication.ts";
import { sharedAudioRoutes } from "../../src/http/shared-audio.ts";
import { shareRoutes } from "../../src/http/shares.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { completed, requestOf, user } from "../store/records.ts";
import type { Api, Member } from "./api.ts";
import { assertError, startApi } from "./api.ts";

type Answer = Awaited<ReturnType<Member["ask"]>>;

/** Ann has a clip of ten bytes. */
async function startShares(
  t: TestContext,
  aheadMs: () => number = () => 0,
): Promise<{ api: Api; ann: Member }> {
  const webFolder = await temporaryFolder(t);
  await writeFile(join(webFolder, "index.html"), "<title>Club</title><script nonce=CSP_NONCE>");
  const clock = { wallMs: () => systemClock.wallMs() + aheadMs() };
  const api = await startApi(t, (app, { store, accounts, authenticator, archive }) => {
    app.register(async (members) => {
      members.addHook("onRequest", authenticate(["consumer"], { accounts, authenticator }));
      members.register(shareRoutes({ store, clock }));
    });
    app.register(sharedAudioRoutes({ store, archive, web: builtIn(webFolder), clock }));
  });
  const ann = await api.member({ user: "ann" });
  const recording = await api.archive.create({ id: "clip", extension: "ogg" });
  await recording.write(Buffer.from("0123456789"));
  await recording.finish();
  const { userId, keyId } = ann;
  await api.store.history.begin(requestOf(user("ann"), { id: "clip", userId, keyId }));
  await api.store.history.finish("clip", completed({ extension: "ogg" }));
  return { api, ann };
}

async function share(ann: Member, body?: object): Promise<string> {
  const response = await ann.ask("POST", "/v1/history/clip/share", body && { body });
  assert.equal(response.statusCode, 201);
  return response.json<{ path: string }>().path;
}

test("a link gives the audio to whoever has it, in ranges too", async (t) => {
  const { api, ann } = await startShares(t);
  const path = await share(ann);
  assert.match(path, /^\/s\/[0-9a-z]{50}$/);
  const whole = await api.app.inject(path);
  assert.equal(whole.body, "0123456789");
  assert.equal(whole.headers["content-type"], "audio/ogg");
  const part = await api.app.inject({ url: path, headers: { range: "bytes=0-1" } });
  assert.equal(part.statusCode, 206);
  assert.equal(part.body, "01");
});

test("a link gives people a page, with what chats show of it", async (t) => {
  const { api, ann } = await startShares(t);
  const path = await share(ann);
  const ask = (url: string, accept: string, host = "club.example"): Promise<Answer> =>
    api.app.inject({ url, headers: { accept, host } });
  const page = await ask(path, "text/html,application/xhtml+xml,*/*;q=0.8");
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /^<title>A voice from the club<\/title>/);
  assert.match(
    page.body,
    /<meta property="og:audio" content="http:\/\/club\.example\/s\/[^"]+\?as=audio" \/>/,
  );
  assert.doesNotMatch(page.body, /CSP_NONCE|<b>/);
  assert.match(String(page.headers["content-security-policy"]), /script-src 'self'/);
  assert.equal(page.headers["x-robots-tag"], "noindex");
  const facts = (await ask(path, "application/json")).json<Record<string, unknown>>();
  assert.equal(facts["object"], "speech.shared");
  assert.ok(!("input" in facts), "the text was not shared");
  assert.equal((await ask(`${path}?as=audio`, "text/html")).body, "0123456789");
  const strange = await ask(path, "text/html", `club.example"><b>`);
  assert.equal(strange.statusCode, 200);
  assert.doesNotMatch(strange.body, /<b>/);
  const bad = await ask("/s/guess", "text/html");
  assert.equal(bad.statusCode, 404);
  assert.match(bad.body, /<title>This link no longer works · Club<\/title>/);
});

test("a link ends when it is ended, renewed, or its entry is deleted", async (t) => {
  const { api, ann } = await startShares(t);
  const first = await share(ann);
  const second = await share(ann);
  assertError(await api.app.inject(first), 404, "not_found");
  const ended = await ann.ask("DELETE", "/v1/history/clip/share");
  assert.equal(ended.statusCode, 200);
  assertError(await api.app.inject(second), 404, "not_found");
  const third = await share(ann);
  await api.store.history.remove(ann.userId, "clip");
  assertError(await api.app.inject(third), 404, "not_found");
  assertError(await api.app.inject("/s/guess"), 404, "not_found");
});

test("only its owner can share a clip, or end its link", async (t) => {
  const { api, ann } = await startShares(t);
  const bob = await api.member({ user: "bob" });
  assertError(await bob.ask("POST", "/v1/history/clip/share"), 404, "not_found", "id");
  const path = await share(ann);
  assertError(await bob.ask("DELETE", "/v1/history/clip/share"), 404, "not_found", "id");
  assert.equal((await api.app.inject(path)).statusCode, 200);
  assertError(
    await api.app.inject({ method: "POST", url: "/v1/history/clip/share" }),
    401,
    "invalid_api_key",
  );
});

test("a link can end by itself", async (t) => {
  let aheadMs = 0;
  const { api, ann } = await startShares(t, () => aheadMs);
  const path = await share(ann, { expires_in_days: 2 });
  const listed = async (): Promise<number> =>
    (await ann.ask("GET", "/v1/shares")).json<{ data: unknown[] }>().data.length;
  aheadMs = 2 * dayMs - 60_000;
  assert.equal((await api.app.inject(path)).statusCode, 200);
  assert.equal(await listed(), 1);
  aheadMs = 2 * dayMs + 1;
  assertError(await api.app.inject(path), 404, "not_found");
  assert.equal(await listed(), 0);
  const wrong = { body: { expires_in_days: 0 } };
  assertError(
    await ann.ask("POST", "/v1/history/clip/share", wrong),
    400,
    "invalid_request",
    "expires_in_days",
  );
});

const dayMs = 86_400_000;

test("a link shows the text only where its owner says so", async (t) => {
  const { api, ann } = await startShares(t);
  const ask = (url: string, accept: string): Promise<Answer> =>
    api.app.inject({ url, headers: { accept } });
  const mute = await share(ann);
  assert.equal((await ask(mute, "application/json")).json<{ text: unknown }>().text, null);
  assert.doesNotMatch((await ask(mute, "text/html")).body, /Hello/);
  const open = await share(ann, { with_text: true });
  assert.equal((await ask(open, "application/json")).json<{ text: unknown }>().text, "Hello.");
  assert.match((await ask(open, "text/html")).body, /<meta property="og:title" content="Hello\."/);
});

test("everyone lists their own links, without their addresses", async (t) => {
  const { api, ann } = await startShares(t);
  const bob = await api.member({ user: "bob" });
  await share(ann, { expires_in_days: 7, with_text: true });
  const list = (await ann.ask("GET", "/v1/shares")).json<{ data: Record<string, unknown>[] }>();
  const [link] = list.data;
  assert.equal(link?.["id"], "clip");
  assert.equal(link["with_text"], true);
  assert.equal(link["input"], "Hello.");
  assert.equal(Number(link["expires"]) - Number(link["created"]), 7 * 86_400);
  assert.ok(!("path" in link));
  assert.deepEqual((await bob.ask("GET", "/v1/shares")).json<{ data: unknown[] }>().data, []);
});
