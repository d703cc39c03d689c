import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { Accounts } from "../../src/accounts/accounts.ts";
import type { AuditStore } from "../../src/accounts/audit.ts";
import { createAccounts } from "../../src/accounts/create-accounts.ts";
import { maxKeysADay } from "../../src/accounts/limits.ts";
import { newSecret } from "../../src/accounts/secret.ts";
import type { AccountStore } from "../../src/accounts/account-store.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { ManualClock } from "../manual-clock.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const invalidKey = { code: "INVALID_KEY" };
const invalidRequest = { code: "INVALID_REQUEST" };
const dayMs = 24 * 60 * 60 * 1000;

async function accountsIn(t: TestContext): Promise<{
  accounts: Accounts;
  store: AccountStore;
  clock: ManualClock;
  audit: AuditStore;
}> {
  const store = await openSqliteStore(await temporaryFolder(t));
  t.after(() => store.close());
  const clock = new ManualClock(Date.UTC(2026, 2, 1));
  return {
    accounts: createAccounts(store.accounts, clock),
    store: store.accounts,
    clock,
    audit: store.audit,
  };
}

test("a key says who calls, with which scopes", async (t) => {
  const { accounts } = await accountsIn(t);
  const { secret, key } = await accounts.createKey({
    user: "Ann",
    scopes: ["provider", "consumer"],
  });
  const caller = await accounts.authenticate(secret);
  assert.equal(caller.userName, "ann");
  assert.equal(caller.keyId, key.id);
  assert.deepEqual(caller.scopes, ["consumer", "provider"]);
  assert.deepEqual(await accounts.recheck(key.id), caller);
});

test("keys of one name belong to one user, made once", async (t) => {
  const { accounts } = await accountsIn(t);
  const created = await Promise.all(
    Array.from({ length: 10 }, () => accounts.createKey({ user: "ann", scopes: ["consumer"] })),
  );
  assert.equal(new Set(created.map(({ key }) => key.userId)).size, 1);
  assert.equal((await accounts.listKeys("ann")).length, 10);
  assert.equal((await accounts.listUsers()).length, 1);
});

test("what is no key of this hub is refused", async (t) => {
  const { accounts } = await accountsIn(t);
  await assert.rejects(accounts.authenticate(newSecret()), invalidKey);
  await assert.rejects(accounts.authenticate("nonsense"), invalidKey);
  await assert.rejects(accounts.recheck("key_0"), invalidKey);
});

test("a revoked key is refused from the next request on", async (t) => {
  const { accounts } = await accountsIn(t);
  const { secret, key } = await accounts.createKey({ user: "ann", scopes: ["consumer"] });
  const revoked = await accounts.revokeKey(key.id);
  assert.notEqual(revoked.revokedMs, undefined);
  await assert.rejects(accounts.authenticate(secret), invalidKey);
  await assert.rejects(accounts.recheck(key.id), invalidKey);
  assert.deepEqual(await accounts.revokeKey(key.id), revoked);
  await assert.rejects(accounts.revokeKey("key_0"), { code: "NOT_FOUND" });
});

test("a key works until the moment of its expiry", async (t) => {
  const { accounts, clock } = await accountsIn(t);
  const request = { user: "ann", scopes: ["consumer"], expiresInDays: 1.5 } as const;
  const { secret, key } = await accounts.createKey(request);
  clock.jump(1.5 * dayMs - 1);
  await accounts.authenticate(secret);
  clock.jump(1);
  await assert.rejects(accounts.authenticate(secret), invalidKey);
  await accounts.changeKey(key.id, { expiresInDays: null });
  await accounts.authenticate(secret);
});

test("no key of a disabled user works until the user is enabled", async (t) => {
  const { accounts } = await accountsIn(t);
  const { secret } = await accounts.createKey({ user: "ann", scopes: ["consumer"] });
  await accounts.changeUser("ann", { disabled: true });
  await assert.rejects(accounts.authenticate(secret), invalidKey);
  await accounts.changeUser("ann", { disabled: false });
  await accounts.authenticate(secret);
});

test("a user's samples stay with the user's own providers until the user says otherwise", async (t) => {
  const { accounts } = await accountsIn(t);
  const { secret } = await accounts.createKey({ user: "ann", scopes: ["consumer"] });
  assert.equal((await accounts.authenticate(secret)).samplesToOthers, false);
  await accounts.changeUser("ann", { samplesToOthers: true });
  await accounts.changeUser("ann", { disabled: false });
  assert.equal((await accounts.authenticate(secret)).samplesToOthers, true);
});

test("who is made without limits gets the usual ones, which are changed like any other", async (t) => {
  const { accounts } = await accountsIn(t);
  const { secret } = await accounts.createKey({ user: "ann", scopes: ["consumer"] });
  const { userAllowance } = await accounts.authenticate(secret);
  assert.deepEqual(
    [userAllowance.concurrent, userAllowance.audioSecondsPerDay, userAllowance.storedBytes],
    [256, 86_400, 20_000_000_000],
  );
  const allowance = { storedBytes: null, concurrent: 1_000 };
  const bob = await accounts.createUser("bob", allowance);
  assert.deepEqual([bob.allowance.storedBytes, bob.allowance.concurrent], [undefined, 1_000]);
  const changed = await accounts.changeUser("bob", { allowance: { storedBytes: 5 } });
  assert.deepEqual([changed.allowance.storedBytes, changed.allowance.concurrent], [5, 1_000]);
  await assert.rejects(
    accounts.changeUser("bob", { allowance: { storedBytes: 0 } }),
    invalidRequest,
  );
});

test("the last use of a key is written at most once a minute", async (t) => {
  const { accounts, store, clock } = await accountsIn(t);
  const touched: number[] = [];
  const watched: AccountStore = {
    ...store,
    touchKey: (id, usedMs) => {
      touched.push(usedMs);
      return store.touchKey(id, usedMs);
    },
  };
  const { secret, key } = await accounts.createKey({ user: "ann", scopes: ["consumer"] });
  const watching = createAccounts(watched, clock);
  const startMs = clock.wallMs();
  for (const seconds of [0, 0, 59, 60, 61]) {
    clock.jump(startMs + seconds * 1000 - clock.wallMs());
    await watching.authenticate(secret);
    // The write is nobody's to wait for; writes are in order, so the next one's end is its end too.
    await store.updateKey(key);
  }
  assert.deepEqual(touched, [startMs, startMs + 60_000]);
  assert.equal((await accounts.getKey(key.id)).lastUsedMs, startMs + 60_000);
});

test("a key can be changed in part", async (t) => {
  const { accounts } = await accountsIn(t);
  const allowance = { concurrent: 2, audioSecondsPerDay: 60 };
  const { key } = await accounts.createKey({ user: "ann", scopes: ["consumer"], allowance });
  const changed = await accounts.changeKey(key.id, {
    name: "laptop",
    routing: "own-only",
    allowance: { concurrent: null, requestsPerMinute: 10 },
  });
  assert.deepEqual(changed, {
    ...key,
    name: "laptop",
    routing: "own-only",
    allowance: { ...key.allowance, concurrent: undefined, requestsPerMinute: 10 },
  });
});

test("what is no name, limit, expiry or scope is refused", async (t) => {
  const { accounts } = await accountsIn(t);
  const scopes = ["consumer"] as const;
  for (const user of ["", " ", "a b", "-ann", "a/b", "x".repeat(65), "a\u0000b"]) {
    await assert.rejects(accounts.createKey({ user, scopes }), invalidRequest, user);
  }
  const wrong = [
    { scopes: [] },
    { name: "x".repeat(65) },
    { name: "two\nlines" },
    { expiresInDays: 0 },
    { expiresInDays: Number.NaN },
    { expiresInDays: 1e9 },
    { allowance: { concurrent: 0 } },
    { allowance: { requestsPerMinute: 1.5 } },
    { allowance: { audioSecondsPerDay: -1 } },
  ];
  for (const change of wrong) {
    await assert.rejects(
      accounts.createKey({ user: "ann", scopes, ...change }),
      invalidRequest,
      JSON.stringify(change),
    );
  }
  assert.deepEqual(await accounts.listUsers(), []);
});

test("a user's name can change, and is nobody else's", async (t) => {
  const { accounts } = await accountsIn(t);
  const ann = await accounts.createUser("ann");
  await accounts.createUser("bob");
  await assert.rejects(accounts.createUser("ANN"), { code: "CONFLICT" });
  await assert.rejects(accounts.changeUser("bob", { name: "ann" }), { code: "CONFLICT" });
  await accounts.changeUser("ann", { name: "anna" });
  assert.equal((await accounts.getUser("anna")).id, ann.id);
  assert.equal((await accounts.getUser(ann.id)).name, "anna");
  await assert.rejects(accounts.getUser("ann"), { code: "NOT_FOUND" });
});

test("every change is told in the audit log, by whom and without any secret", async (t) => {
  const { accounts, clock, audit } = await accountsIn(t);
  const root = await accounts.createKey({ user: "root", scopes: ["admin"] });
  const admin = await accounts.authenticate(root.secret);
  const { secret, key } = await accounts.createKey({ user: "ann", scopes: ["consumer"] }, admin);
  await accounts.changeKey(key.id, { name: "laptop" }, admin);
  await accounts.changeUser("ann", { disabled: true }, admin);
  clock.jump(1_000);
  await accounts.revokeKey(key.id);
  await accounts.revokeKey(key.id);
  const lines = await audit.list({ limit: 100 });
  assert.deepEqual(
    lines.map(({ actor, actorKeyId, action }) => [actor, actorKeyId, action]).reverse(),
    [
      ["operator", undefined, "user.created"],
      ["operator", undefined, "key.created"],
      ["root", root.key.id, "user.created"],
      ["root", root.key.id, "key.created"],
      ["root", root.key.id, "key.changed"],
      ["root", root.key.id, "user.changed"],
      ["operator", undefined, "key.revoked"],
    ],
  );
  assert.equal(lines[0]?.atMs, clock.wallMs());
  assert.deepEqual(lines[2]?.detail, { name: "laptop" });
  assert.ok(!JSON.stringify(lines).includes(secret));
  const older = await audit.list({ limit: 2, before: lines[4]?.id });
  assert.deepEqual(older, lines.slice(5));
});

test("a change that is refused is not told", async (t) => {
  const { accounts, audit } = await accountsIn(t);
  await accounts.createUser("ann");
  await assert.rejects(accounts.createUser("ann"), { code: "CONFLICT" });
  assert.equal((await audit.list({ limit: 10 })).length, 1);
});

test("a key is not made for a name that was another user's", async (t) => {
  const { accounts } = await accountsIn(t);
  await accounts.createUser("ann");
  await accounts.changeUser("ann", { name: "anna" });
  const wanted = { user: "ann", scopes: ["consumer"] } as const;
  await assert.rejects(accounts.createKey(wanted), { code: "CONFLICT", param: "user" });
});

test("a user makes so many keys a day by means of others, the operator any number", async (t) => {
  const { accounts, clock } = await accountsIn(t);
  const wanted = { user: "ann", scopes: ["consumer"] } as const;
  const { key } = await accounts.createKey(wanted);
  const makeOne = async (): Promise<void> => {
    const made = await accounts.createKey({ ...wanted, parentId: key.id });
    await accounts.revokeKey(made.key.id);
  };
  for (let count = 1; count < maxKeysADay; count += 1) await makeOne();
  await assert.rejects(makeOne(), { code: "RATE_LIMITED" });
  await accounts.createKey(wanted);
  await clock.advance(dayMs);
  await makeOne();
});
