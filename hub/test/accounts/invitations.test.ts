import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Accounts } from "../../src/accounts/accounts.ts";
import type { Caller } from "../../src/accounts/caller.ts";
import { createAccounts } from "../../src/accounts/create-accounts.ts";
import { Invitations } from "../../src/accounts/invitations.ts";
import {
  invitationKeptMs,
  invitationLifeMs,
  maxOpenInvitations,
} from "../../src/accounts/limits.ts";
import type { Scope } from "../../src/accounts/scope.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { ManualClock } from "../manual-clock.ts";

let folder: string;
let store: Store;
let accounts: Accounts;
let invitations: Invitations;
let clock: ManualClock;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "club-invitations-"));
  store = await openSqliteStore(folder);
  clock = new ManualClock();
  accounts = createAccounts(store.accounts, clock);
  invitations = new Invitations(store.invitations, accounts, clock);
});

afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

test("a machine's code gives one key of its maker's, which falls with the maker's", async () => {
  const ann = await callerWith(["consumer", "provider"]);
  const { code, invitation } = await invitations.create("machine", ann);
  assert.equal((await invitations.look(code)).kind, "machine");
  const { secret, key } = await invitations.redeem(code, "home-rig");
  assert.deepEqual(
    [key.userName, key.name, key.scopes, key.parentId],
    ["ann", "home-rig", ["provider"], ann.keyId],
  );
  assert.equal((await invitations.get(invitation.id, ann)).use?.name, "home-rig");
  await assert.rejects(invitations.redeem(code, "another"), { code: "NOT_FOUND" });
  await accounts.revokeKey(ann.keyId);
  await assert.rejects(accounts.authenticate(secret), { code: "INVALID_KEY" });
});

test("a member's code makes a user; a name that is taken leaves the code as it was", async () => {
  const admin = await callerWith(["admin"]);
  const { code } = await invitations.create("member", admin);
  await assert.rejects(invitations.redeem(code, "Ann"), { code: "CONFLICT" });
  await assert.rejects(invitations.redeem(code, "a b"), { code: "INVALID_REQUEST" });
  const { key } = await invitations.redeem(code, "Bea");
  assert.deepEqual([key.userName, key.scopes], ["bea", ["consumer", "provider"]]);
  const [newest] = await store.audit.list({ limit: 1 });
  assert.deepEqual([newest?.actor, newest?.action], ["ann", "key.created"]);
});

test("of two who use a code at once one gets a key", async () => {
  const { code } = await invitations.create("member", await callerWith(["admin"]));
  const tries = await Promise.allSettled([
    invitations.redeem(code, "bea"),
    invitations.redeem(code, "cleo"),
  ]);
  assert.deepEqual(tries.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  assert.equal((await accounts.listUsers()).length, 2);
});

test("the owner of a hub without users gets every scope, once, and no one after a first user", async () => {
  const earlier = await invitations.createForOwner();
  const code = await invitations.createForOwner();
  assert.ok(earlier && code);
  await assert.rejects(invitations.redeem(earlier, "ann"), { code: "NOT_FOUND" });
  const { key } = await invitations.redeem(code, "ann");
  assert.deepEqual(key.scopes, ["consumer", "provider", "admin"]);
  assert.equal(await invitations.createForOwner(), undefined);
});

test("a set-up link is void when the operator makes a user", async () => {
  const code = await invitations.createForOwner();
  await callerWith(["admin"]);
  await assert.rejects(invitations.redeem(code ?? "", "mallory"), { code: "NOT_FOUND" });
});

test("a code that expired, was ended, or whose maker's key was revoked is refused", async () => {
  const admin = await callerWith(["admin"]);
  const refused = async (code: string): Promise<void> =>
    await assert.rejects(invitations.redeem(code, "bea"), { code: "NOT_FOUND" });
  const ended = await invitations.create("member", admin);
  await invitations.end(ended.invitation.id, admin);
  await refused(ended.code);
  const expired = await invitations.create("member", admin);
  clock.jump(invitationLifeMs.member);
  await refused(expired.code);
  const orphan = await invitations.create("member", admin);
  await accounts.revokeKey(admin.keyId);
  await refused(orphan.code);
  assert.equal((await accounts.listUsers()).length, 1);
});

test("a key invites only to what it could give by itself", async () => {
  const denied = { code: "PERMISSION_DENIED" };
  await assert.rejects(invitations.create("machine", await callerWith(["provider"])), denied);
  await assert.rejects(invitations.create("machine", await callerWith(["consumer"])), denied);
  const member = await callerWith(["consumer", "provider"]);
  await assert.rejects(invitations.create("member", member), denied);
});

test("invitations are their maker's, and an administrator's", async () => {
  const bob = await callerWith(["consumer", "provider"], "bob");
  const { invitation } = await invitations.create("machine", bob);
  const ann = await callerWith(["consumer", "provider"]);
  await assert.rejects(invitations.get(invitation.id, ann), { code: "NOT_FOUND" });
  await assert.rejects(invitations.end(invitation.id, ann), { code: "NOT_FOUND" });
  assert.deepEqual(await invitations.list(ann), []);
  assert.equal((await invitations.list(await callerWith(["admin"]))).length, 1);
});

test("open invitations are bounded, and old ones are forgotten", async () => {
  const ann = await callerWith(["consumer", "provider"]);
  for (let count = 0; count < maxOpenInvitations; count += 1)
    await invitations.create("machine", ann);
  await assert.rejects(invitations.create("machine", ann), { code: "RATE_LIMITED" });
  clock.jump(invitationLifeMs.machine + invitationKeptMs + 1);
  await invitations.create("machine", ann);
  assert.equal((await invitations.list(ann)).length, 1);
});

async function callerWith(scopes: readonly Scope[], user = "ann"): Promise<Caller> {
  const { secret } = await accounts.createKey({ user, scopes });
  return await accounts.authenticate(secret);
}
