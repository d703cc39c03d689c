import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { UserBody } from "../../src/http/account-bodies.ts";
import { userSchema } from "../../src/http/account-bodies.ts";
import { authenticate } from "../../src/http/authentication.ts";
import { usersRoutes } from "../../src/http/users.ts";
import type { Api, Member } from "./api.ts";
import { assertError, startApi } from "./api.ts";

async function startUsers(t: TestContext): Promise<{ api: Api; admin: Member }> {
  const api = await startApi(t, (app, { accounts, authenticator }) => {
    app.addHook("onRequest", authenticate(["admin"], { accounts, authenticator }));
    app.register(usersRoutes({ accounts }));
  });
  return { api, admin: await api.member({ user: "root", scopes: ["admin"] }) };
}

test("a user is made, found by id and name, and listed", async (t) => {
  const { admin } = await startUsers(t);
  const body = { name: "Ann", limits: { audio_seconds_per_day: 60 } };
  const created = await admin.ask("POST", "/v1/users", { body });
  assert.equal(created.statusCode, 201);
  const ann = userSchema.parse(created.json());
  assert.equal(ann.name, "ann");
  assert.equal(ann.limits.audio_seconds_per_day, 60);
  assert.deepEqual((await admin.ask("GET", `/v1/users/${ann.id}`)).json(), ann);
  assert.deepEqual((await admin.ask("GET", "/v1/users/ann")).json(), ann);
  const { data } = (await admin.ask("GET", "/v1/users")).json<{ data: UserBody[] }>();
  assert.deepEqual(
    data.map(({ name }) => name),
    ["ann", "root"],
  );
});

test("disabling a user ends all of the user's keys until it is undone", async (t) => {
  const { api, admin } = await startUsers(t);
  const { keyId } = await api.member({ user: "ann" });
  const set = (disabled: boolean) => admin.ask("PATCH", "/v1/users/ann", { body: { disabled } });
  assert.notEqual((await set(true)).json<UserBody>().disabled, null);
  await assert.rejects(api.accounts.recheck(keyId), { code: "INVALID_KEY" });
  assert.equal((await set(false)).json<UserBody>().disabled, null);
  await api.accounts.recheck(keyId);
});

test("a name that is taken, is none, or is nobody's is refused", async (t) => {
  const { admin } = await startUsers(t);
  const create = (name: string) => admin.ask("POST", "/v1/users", { body: { name } });
  assertError(await create("root"), 409, "invalid_request", "name");
  assertError(await create("a b"), 400, "invalid_request", "name");
  assertError(await admin.ask("GET", "/v1/users/bob"), 404, "not_found");
  const missing = await admin.ask("POST", "/v1/users", { body: {} });
  assertError(missing, 400, "invalid_request", "name");
});

test("users are an administrator's business", async (t) => {
  const { api } = await startUsers(t);
  const ann = await api.member({ user: "ann" });
  assertError(await ann.ask("GET", "/v1/users"), 403, "permission_denied");
});
