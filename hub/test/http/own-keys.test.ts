import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { maxOwnKeys } from "../../src/accounts/limits.ts";
import { OwnKeys } from "../../src/accounts/own-keys.ts";
import { systemClock } from "../../src/clock.ts";
import type { KeyBody } from "../../src/http/account-bodies.ts";
import { authenticate } from "../../src/http/authentication.ts";
import { ownKeysRoutes } from "../../src/http/own-keys.ts";
import type { Api } from "./api.ts";
import { assertError, startApi } from "./api.ts";

async function start(t: TestContext): Promise<Api> {
  return await startApi(t, (app, { accounts, authenticator }) => {
    app.addHook("onRequest", authenticate(["consumer", "admin"], { accounts, authenticator }));
    app.register(ownKeysRoutes({ ownKeys: new OwnKeys(accounts, systemClock) }));
  });
}

const laptop = { name: "laptop", scopes: ["consumer"] };

test("a member makes, names and ends a key, which ends with the one it was made with", async (t) => {
  const api = await start(t);
  const { accounts } = api;
  const modelAliases = { "tts-1": "kokoro" };
  const providers = ["ann/home-rig"];
  const ann = await api.member({ user: "ann", name: "first", providers, modelAliases });
  const made = await ann.ask("POST", "/v1/account/keys", { body: laptop });
  assert.equal(made.statusCode, 201);
  const { key: secret, id } = made.json<KeyBody & { key: string }>();
  const caller = await accounts.authenticate(secret);
  assert.equal(caller.userName, "ann");
  assert.deepEqual(caller.providers, ["ann/home-rig"], "it reaches no more than its parent");
  assert.deepEqual(caller.modelAliases, modelAliases, "it calls models as its parent does");

  const renamed = await ann.ask("PATCH", `/v1/account/keys/${id}`, { body: { name: "studio" } });
  assert.equal(renamed.json<KeyBody>().name, "studio");
  const list = (await ann.ask("GET", "/v1/account/keys")).json<{ data: KeyBody[] }>();
  assert.deepEqual(
    list.data.map(({ name }) => name),
    ["first", "studio"],
  );
  assert.ok(!JSON.stringify(list).includes(secret));

  const second = await ann.ask("POST", "/v1/account/keys", { body: laptop });
  const other = second.json<{ key: string }>().key;
  assert.equal((await ann.ask("DELETE", `/v1/account/keys/${id}`)).statusCode, 200);
  await assert.rejects(accounts.authenticate(secret), { code: "INVALID_KEY" });
  await accounts.revokeKey(ann.keyId);
  await assert.rejects(accounts.authenticate(other), { code: "INVALID_KEY" });
});

test("a key gives no more than it has, and touches none that may do more", async (t) => {
  const api = await start(t);
  const ann = await api.member({ user: "ann" });
  const root = await api.member({ user: "ann", scopes: ["consumer", "admin"] });
  const bob = await api.member({ user: "bob" });
  const more = { body: { name: "more", scopes: ["consumer", "admin"] } };
  assertError(await ann.ask("POST", "/v1/account/keys", more), 403, "permission_denied", "scopes");
  const revoke = await ann.ask("DELETE", `/v1/account/keys/${root.keyId}`);
  assertError(revoke, 403, "permission_denied", "scopes");
  const foreign = await ann.ask("DELETE", `/v1/account/keys/${bob.keyId}`);
  assertError(foreign, 404, "not_found");
  const provider = await api.member({ user: "ann", scopes: ["provider"] });
  assertError(await provider.ask("GET", "/v1/account/keys"), 403, "permission_denied");
});

test("a key with limits of its own makes no other, which would not have them", async (t) => {
  const api = await start(t);
  const ann = await api.member({ user: "ann", allowance: { audioSecondsPerDay: 60 } });
  const refused = await ann.ask("POST", "/v1/account/keys", { body: laptop });
  assertError(refused, 403, "permission_denied");
});

test("nobody fills the store with keys", async (t) => {
  const api = await start(t);
  const { accounts } = api;
  const ann = await api.member({ user: "ann" });
  for (let count = 1; count < maxOwnKeys; count += 1) {
    await accounts.createKey({ user: "ann", scopes: ["consumer"] });
  }
  const refused = await ann.ask("POST", "/v1/account/keys", { body: laptop });
  assertError(refused, 409, "invalid_request");
});
