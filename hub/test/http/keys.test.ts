import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { KeyBody } from "../../src/http/account-bodies.ts";
import { keySchema } from "../../src/http/account-bodies.ts";
import { authenticate } from "../../src/http/authentication.ts";
import { keysRoutes } from "../../src/http/keys.ts";
import type { Api, Member } from "./api.ts";
import { assertError, startApi } from "./api.ts";

async function startKeys(t: TestContext): Promise<{ api: Api; admin: Member }> {
  const api = await startApi(t, (app, { accounts, authenticator }) => {
    app.addHook("onRequest", authenticate(["admin"], { accounts, authenticator }));
    app.register(keysRoutes({ accounts }));
  });
  return { api, admin: await api.member({ user: "root", scopes: ["admin"] }) };
}

test("a key is made, works, is shown without its secret, and ends", async (t) => {
  const { api, admin } = await startKeys(t);
  const body = {
    user: "ann",
    name: "laptop",
    scopes: ["consumer"],
    routing: "own-first",
    expires_in_days: 1,
    limits: { concurrent: 2 },
  };
  const created = await admin.ask("POST", "/v1/keys", { body });
  assert.equal(created.statusCode, 201);
  const { key: secret, ...shown } = created.json<KeyBody & { key: string }>();
  keySchema.parse(shown);
  assert.equal(shown.user, "ann");
  assert.deepEqual(shown.limits, {
    requests_per_minute: null,
    concurrent: 2,
    audio_seconds_per_day: null,
    audio_seconds_per_month: null,
  });
  assert.equal((shown.expires ?? 0) - shown.created, 24 * 60 * 60);
  assert.equal((await api.accounts.authenticate(secret)).routing, "own-first");

  const found = await admin.ask("GET", `/v1/keys/${shown.id}`);
  assert.ok(!found.body.includes(secret));
  assert.equal(found.json<KeyBody>().name, "laptop");

  const revoked = await admin.ask("DELETE", `/v1/keys/${shown.id}`);
  assert.notEqual(revoked.json<KeyBody>().revoked, null);
  await assert.rejects(api.accounts.authenticate(secret), { code: "INVALID_KEY" });
});

test("keys are listed, of all users or of one", async (t) => {
  const { api, admin } = await startKeys(t);
  const ann = await api.member({ user: "ann" });
  const idsOf = async (query: string) =>
    (await admin.ask("GET", `/v1/keys${query}`))
      .json<{ data: KeyBody[] }>()
      .data.map(({ id }) => id);
  assert.deepEqual(await idsOf("?user=ann"), [ann.keyId]);
  assert.deepEqual((await idsOf("")).sort(), [admin.keyId, ann.keyId].sort());
  assertError(await admin.ask("GET", "/v1/keys?user=bob"), 404, "not_found");
});

test("a key's names of models are set, shown and taken back", async (t) => {
  const { api, admin } = await startKeys(t);
  const body = { user: "ann", scopes: ["consumer"], model_aliases: { "tts-1": " kokoro " } };
  const created = await admin.ask("POST", "/v1/keys", { body });
  const { key: secret, ...shown } = created.json<KeyBody & { key: string }>();
  keySchema.parse(shown);
  assert.deepEqual(shown.model_aliases, { "tts-1": "kokoro" });
  const aliases = async () => (await api.accounts.authenticate(secret)).modelAliases;
  assert.deepEqual(await aliases(), { "tts-1": "kokoro" });
  const url = `/v1/keys/${shown.id}`;
  await admin.ask("PATCH", url, { body: { name: "laptop" } });
  assert.deepEqual(await aliases(), { "tts-1": "kokoro" });
  const many = Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`m${at}`, "kokoro"]));
  for (const wrong of [many, { "tts-1": " " }, { " ": "kokoro" }, { "tts-1": "k".repeat(129) }]) {
    const refused = await admin.ask("PATCH", url, { body: { model_aliases: wrong } });
    assert.equal(refused.statusCode, 400, JSON.stringify(wrong).slice(0, 60));
  }
  const lifted = await admin.ask("PATCH", url, { body: { model_aliases: {} } });
  assert.deepEqual(lifted.json<KeyBody>().model_aliases, {});
  assert.equal(await aliases(), undefined);
});

test("a change leaves alone what it does not name", async (t) => {
  const { api, admin } = await startKeys(t);
  const limits = { concurrent: 2, requestsPerMinute: 60 };
  const ann = await api.member({ user: "ann", name: "laptop", allowance: limits });
  const change = { limits: { concurrent: null, audio_seconds_per_day: 60.5 } };
  const url = `/v1/keys/${ann.keyId}`;
  const changed = (await admin.ask("PATCH", url, { body: change })).json<KeyBody>();
  assert.equal(changed.name, "laptop");
  assert.deepEqual(changed.scopes, ["consumer"]);
  assert.deepEqual(changed.limits, {
    requests_per_minute: 60,
    concurrent: null,
    audio_seconds_per_day: 60.5,
    audio_seconds_per_month: null,
  });
});

test("a body that makes no sense is refused by the name of its field", async (t) => {
  const { admin } = await startKeys(t);
  const key = { user: "ann", scopes: ["consumer"] };
  const wrong: [object, string][] = [
    [{ scopes: ["consumer"] }, "user"],
    [{ ...key, user: "a b" }, "user"],
    [{ ...key, scopes: [] }, "scopes"],
    [{ ...key, scopes: ["root"] }, "scopes.0"],
    [{ ...key, expires_in_days: -1 }, "expires_in_days"],
    [{ ...key, limits: { concurrent: 0 } }, "limits.concurrent"],
    [{ ...key, limits: { per_second: 1 } }, "limits.per_second"],
    [{ ...key, colour: "red" }, "colour"],
  ];
  for (const [body, param] of wrong) {
    assertError(await admin.ask("POST", "/v1/keys", { body }), 400, "invalid_request", param);
  }
});

test("keys are an administrator's business", async (t) => {
  const { api, admin } = await startKeys(t);
  const ann = await api.member({ user: "ann", scopes: ["consumer", "provider"] });
  assertError(await ann.ask("GET", "/v1/keys"), 403, "permission_denied");
  assertError(await ann.ask("DELETE", `/v1/keys/${admin.keyId}`), 403, "permission_denied");
  assertError(await admin.ask("GET", "/v1/keys/key_0"), 404, "not_found");
});
