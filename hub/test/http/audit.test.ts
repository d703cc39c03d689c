import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type TestContext, test } from "node:test";
import { operator } from "../../src/accounts/audit.ts";
import { DeviceLogin } from "../../src/accounts/device-login.ts";
import { systemClock } from "../../src/clock.ts";
import { adminRoutes } from "../../src/http/admin-routes.ts";
import type { AuditBody } from "../../src/http/audit.ts";
import { authenticate } from "../../src/http/authentication.ts";
import { completed, requestOf, user } from "../store/records.ts";
import { type Api, assertError, type Member, startApi } from "./api.ts";

type Page = { readonly data: readonly AuditBody[]; readonly next_cursor: string | null };

async function startAdmin(t: TestContext): Promise<{ api: Api; admin: Member }> {
  const api = await startApi(t, (app, { store, accounts, authenticator }) => {
    app.addHook("onRequest", authenticate(["admin"], { accounts, authenticator }));
    app.register(adminRoutes({ accounts, store, clock: systemClock }));
  });
  return { api, admin: await api.member({ user: "root", scopes: ["admin"] }) };
}

test("the audit log names who made, changed and revoked users and keys", async (t) => {
  const { api, admin } = await startAdmin(t);
  const made = await admin.ask("POST", "/v1/users", { body: { name: "ann" } });
  const { id: annId } = made.json<{ id: string }>();
  await admin.ask("PATCH", "/v1/users/ann", { body: { disabled: false } });
  const body = { user: "ann", scopes: ["consumer"], name: "laptop" };
  const { id: keyId, key } = (await admin.ask("POST", "/v1/keys", { body })).json<{
    id: string;
    key: string;
  }>();
  await admin.ask("PATCH", `/v1/keys/${keyId}`, { body: { name: "desk" } });
  await admin.ask("DELETE", `/v1/keys/${keyId}`);
  await api.accounts.changeUser(annId, { disabled: true });
  const answer = await admin.ask("GET", "/v1/audit");
  const { data, next_cursor } = answer.json<Page>();
  assert.equal(next_cursor, null);
  assert.ok(!answer.body.includes(key), "a secret");
  const by = ["root", admin.keyId];
  assert.deepEqual(
    data.map(({ actor, actor_key, action, subject }) => [actor, actor_key, action, subject]),
    [
      [operator.userName, null, "user.changed", annId],
      [...by, "key.revoked", keyId],
      [...by, "key.changed", keyId],
      [...by, "key.created", keyId],
      [...by, "user.changed", annId],
      [...by, "user.created", annId],
      [operator.userName, null, "key.created", admin.keyId],
      [operator.userName, null, "user.created", admin.userId],
    ],
  );
  const pages: AuditBody[][] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const after: string = cursor === "" ? "" : `&cursor=${cursor}`;
    const page: Page = (await admin.ask("GET", `/v1/audit?limit=3${after}`)).json<Page>();
    pages.push([...page.data]);
    cursor = page.next_cursor;
  }
  assert.deepEqual(
    pages.map(({ length }) => length),
    [3, 3, 2],
  );
  assert.deepEqual(pages.flat(), data);
});

test("a key that the operator approved at the hub's machine is not said to be its user's doing", async (t) => {
  const { api } = await startAdmin(t);
  await api.accounts.createUser("ann");
  const devices = new DeviceLogin(api.store.deviceCodes, api.accounts, systemClock);
  const { deviceCode, userCode } = await devices.begin("rig", "127.0.0.1");
  const shell = { userId: "", userName: "ann", keyId: undefined, scopes: ["admin"] } as const;
  await devices.approve(userCode, shell);
  assert.equal((await devices.poll(deviceCode)).at, "granted");
  const [entry] = await api.store.audit.list({ limit: 1 });
  assert.equal(entry?.action, "key.created");
  assert.deepEqual([entry.actor, entry.actorKeyId], [operator.userName, undefined]);
});

test("an administrator ends another's links, which the audit log tells", async (t) => {
  const { api, admin } = await startAdmin(t);
  const ann = await api.member({ user: "ann" });
  const { userId, keyId } = ann;
  for (const id of ["1", "2"]) {
    await api.store.history.begin(requestOf(user("ann"), { id, userId, keyId }));
    await api.store.history.finish(id, completed({}));
    await api.store.shares.put({
      entryId: id,
      userId,
      secretHash: id,
      createdMs: 1,
      expiresMs: undefined,
      withText: false,
    });
  }
  const ended = await admin.ask("DELETE", "/v1/users/ann/shares");
  assert.deepEqual(ended.json(), { id: userId, object: "user.shares", ended: 2 });
  assert.equal(await api.store.shares.find("1", systemClock.wallMs()), undefined);
  const [entry] = (await admin.ask("GET", "/v1/audit?limit=1")).json<Page>().data;
  assert.deepEqual(
    [entry?.actor, entry?.action, entry?.subject, entry?.detail],
    ["root", "share.ended", userId, { count: 2 }],
  );
  assertError(await admin.ask("DELETE", "/v1/users/bob/shares"), 404, "not_found");
});

test("the audit log and others' links are an administrator's business", async (t) => {
  const { api, admin } = await startAdmin(t);
  const ann = await api.member({ user: "ann", scopes: ["consumer", "provider"] });
  assertError(await ann.ask("GET", "/v1/audit"), 403, "permission_denied");
  assertError(await ann.ask("DELETE", "/v1/users/root/shares"), 403, "permission_denied");
  const odd = await admin.ask("GET", `/v1/audit?cursor=${randomUUID()}%27`);
  assertError(odd, 400, "invalid_request", "cursor");
});
