import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { systemClock } from "../../src/clock.ts";
import { BrowserSessions } from "../../src/accounts/browser-sessions.ts";
import { authenticate } from "../../src/http/authentication.ts";
import { browserSessionRoutes } from "../../src/http/browser-session.ts";
import { keysRoutes } from "../../src/http/keys.ts";
import { type Api, assertError, startApi } from "./api.ts";

test("a key signs a browser in, with a cookie that scripts and other sites do not get", async (t) => {
  const { api, signIn } = await start(t);
  const { secret } = await adminKey(api);
  const response = await signIn(secret);
  assert.equal(response.statusCode, 201);
  const cookie = String(response.headers["set-cookie"]);
  assert.match(
    cookie,
    /^club_session_80=[\w-]{43}; Path=\/; Max-Age=1209600; HttpOnly; SameSite=Strict$/,
  );
  assert.ok(!response.body.includes(secret));
  const { user, key, hub } = response.json<Record<string, Record<string, unknown>>>();
  assert.equal(user, "ann");
  assert.deepEqual(key?.["scopes"], ["admin"]);
  assert.deepEqual(hub, {
    max_input_characters: 5_000,
    sharing: false,
    installs: false,
    formats: ["wav", "opus"],
  });
});

test("over HTTPS the cookie never goes out without it", async (t) => {
  const { api, signIn } = await start(t);
  const { secret } = await adminKey(api);
  const response = await signIn(secret, { "x-forwarded-proto": "https" });
  assert.match(String(response.headers["set-cookie"]), /; Secure$/);
});

test("over HTTPS nobody else can set the cookie, and the one of plain HTTP does not count", async (t) => {
  const { api, ask, signIn } = await start(t);
  const { secret } = await adminKey(api);
  const https = { "x-forwarded-proto": "https" };
  const cookie = cookieOf(await signIn(secret, https));
  assert.match(cookie, /^__Host-club_session_80=/);
  assert.equal((await ask("GET", "/v1/session", { cookie, ...https })).statusCode, 200);
  const plain = cookie.replace("__Host-", "");
  assert.equal((await ask("GET", "/v1/session", { cookie: plain, ...https })).statusCode, 401);
});

test("a wrong key signs nobody in", async (t) => {
  const { signIn } = await start(t);
  const response = await signIn("club_wrong");
  assertError(response, 401, "invalid_api_key");
  assert.equal(response.headers["set-cookie"], undefined);
});

test("the cookie serves instead of a key until the key is revoked", async (t) => {
  const { api, ask, signIn } = await start(t);
  const { secret, key } = await adminKey(api);
  const cookie = cookieOf(await signIn(secret));
  assert.equal((await ask("GET", "/v1/keys", { ...own, cookie })).statusCode, 200);
  await api.accounts.revokeKey(key.id);
  assertError(await ask("GET", "/v1/keys", { ...own, cookie }), 401, "invalid_api_key");
});

test("the key's scopes are the session's", async (t) => {
  const { api, ask, signIn } = await start(t);
  const { secret } = await api.accounts.createKey({ user: "bob", scopes: ["consumer"] });
  const cookie = cookieOf(await signIn(secret));
  assertError(await ask("GET", "/v1/keys", { ...own, cookie }), 403, "permission_denied");
  assert.equal((await ask("GET", "/v1/session", { ...own, cookie })).statusCode, 200);
});

test("signing out ends the session, not only the cookie", async (t) => {
  const { api, ask, signIn } = await start(t);
  const cookie = cookieOf(await signIn((await adminKey(api)).secret));
  const response = await ask("DELETE", "/v1/session", { ...own, cookie });
  assert.match(String(response.headers["set-cookie"]), /^club_session_80=; Path=\/; Max-Age=0;/);
  assertError(await ask("GET", "/v1/keys", { ...own, cookie }), 401, "invalid_api_key");
});

test("another page's requests do not count as the signed-in user's", async (t) => {
  const { api, app, ask, signIn } = await start(t);
  const { secret } = await adminKey(api);
  const cookie = cookieOf(await signIn(secret));
  const foreign = [
    { "sec-fetch-site": "cross-site" },
    // Another port of this host is another origin, and yet the same site.
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "none" },
    { origin: "http://127.0.0.1:9999" },
    { origin: "null" },
    {},
  ];
  for (const headers of foreign) {
    const body = { user: "eve", scopes: ["admin"] };
    const making = {
      method: "POST",
      url: "/v1/keys",
      body,
      headers: { cookie, ...headers },
    } as const;
    assertError(await app.inject(making), 403, "permission_denied");
    assertError(
      await signIn(secret, { "sec-fetch-site": "", ...headers }),
      403,
      "permission_denied",
    );
  }
  const reading = { cookie, "sec-fetch-site": "cross-site" };
  assertError(await ask("GET", "/v1/keys", reading), 403, "permission_denied");
  const typed = { cookie, "sec-fetch-site": "none" };
  assert.equal((await ask("GET", "/v1/keys", typed)).statusCode, 200);
  assert.equal((await api.accounts.listUsers()).length, 1);
});

test("where browsers send no Sec-Fetch-Site, the origin has to be the hub's", async (t) => {
  const { api, ask, signIn } = await start(t);
  const headers = { host: "hub.lan:8080", origin: "http://hub.lan:8080" };
  const response = await signIn((await adminKey(api)).secret, { "sec-fetch-site": "", ...headers });
  assert.equal(response.statusCode, 201);
  const cookie = cookieOf(response);
  const out = await ask("DELETE", "/v1/session", { ...headers, cookie });
  assert.equal(out.statusCode, 200);
});

test("a hub beside another on one host takes no notice of the other's cookie", async (t) => {
  const { api, signIn, ask } = await start(t);
  const { secret } = await adminKey(api);
  const own = cookieOf(await signIn(secret, { host: "localhost:8081" }));
  assert.match(own, /^club_session_8081=/);
  const both = `club_session_8080=other; ${own}`;
  const headers = { cookie: both, host: "localhost:8081" };
  assert.equal((await ask("GET", "/v1/keys", headers)).statusCode, 200);
  const elsewhere = { cookie: own, host: "localhost:8080" };
  assert.equal((await ask("GET", "/v1/keys", elsewhere)).statusCode, 401);
});

test("a key in the header counts, whatever cookie comes with it", async (t) => {
  const { api, ask } = await start(t);
  const authorization = `Bearer ${(await adminKey(api)).secret}`;
  const cookie = "club_session_80=old";
  assert.equal((await ask("GET", "/v1/keys", { authorization, cookie })).statusCode, 200);
});

type Headers = Readonly<Record<string, string>>;

type Started = {
  readonly api: Api;
  readonly app: FastifyInstance;
  readonly signIn: (key: string, headers?: Headers) => Promise<LightMyRequestResponse>;
  readonly ask: (
    method: "GET" | "DELETE",
    url: string,
    headers: Headers,
  ) => Promise<LightMyRequestResponse>;
};

async function start(t: TestContext): Promise<Started> {
  const hub = {
    maxInputCharacters: 5_000,
    sharing: false,
    installs: false,
    formats: ["wav", "opus"] as const,
  };
  const api = await startApi(t, async (app, { accounts, authenticator, store }) => {
    const sessions = new BrowserSessions(store.sessions, systemClock);
    app.decorateRequest("caller");
    await app.register(browserSessionRoutes({ accounts, authenticator, sessions, hub }));
    await app.register(async (admin) => {
      admin.addHook("onRequest", authenticate(["admin"], { accounts, authenticator, sessions }));
      await admin.register(keysRoutes({ accounts }));
    });
  });
  const { app } = api;
  return {
    api,
    app,
    signIn: (key, headers = {}) =>
      app.inject({
        method: "POST",
        url: "/v1/session",
        body: { key },
        headers: withoutEmpty({ ...own, ...headers }),
      }),
    ask: (method, url, headers) => app.inject({ method, url, headers: { ...headers } }),
  };
}

/** As a browser marks what the dashboard's own scripts ask. */
const own: Headers = { "sec-fetch-site": "same-origin" };

function withoutEmpty(headers: Headers): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ""));
}

function adminKey({ accounts }: Api): ReturnType<Api["accounts"]["createKey"]> {
  return accounts.createKey({ user: "ann", scopes: ["admin"] });
}

function cookieOf(response: LightMyRequestResponse): string {
  return String(response.headers["set-cookie"]).split(";")[0] ?? "";
}
