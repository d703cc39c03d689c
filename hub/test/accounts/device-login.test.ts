import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import type { Accounts } from "../../src/accounts/accounts.ts";
import type { Caller } from "../../src/accounts/caller.ts";
import { createAccounts } from "../../src/accounts/create-accounts.ts";
import { DeviceLogin } from "../../src/accounts/device-login.ts";
import {
  deviceCodeLifeMs,
  devicePollMs,
  freeLoginFailures,
  maxDeviceCodesPerAddress,
} from "../../src/accounts/limits.ts";
import type { Scope } from "../../src/accounts/scope.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { ManualClock } from "../manual-clock.ts";

let folder: string;
let store: Store;
let accounts: Accounts;
let devices: DeviceLogin;
let clock: ManualClock;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "club-device-"));
  store = await openSqliteStore(folder);
  clock = new ManualClock();
  accounts = createAccounts(store.accounts, clock);
  devices = new DeviceLogin(store.deviceCodes, accounts, clock);
});

afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

test("an agent gets a key of the user who confirmed its code, once", async () => {
  const { deviceCode, userCode } = await devices.begin("home-rig", "192.0.2.1");
  assert.deepEqual(await poll(deviceCode), { at: "pending" });
  await devices.approve(userCode, await ann());
  const answer = await poll(deviceCode);
  assert.equal(answer.at, "granted");
  const caller = await accounts.authenticate(answer.at === "granted" ? answer.key : "");
  assert.deepEqual(
    [caller.userName, caller.keyName, caller.scopes],
    ["ann", "home-rig", ["provider"]],
  );
  assert.deepEqual(await poll(deviceCode), { at: "expired" });
});

test("a code is found as people type it", async () => {
  const { userCode } = await devices.begin("home-rig", "192.0.2.1");
  const typed = ` ${userCode.toLowerCase().replace("-", " ")} `;
  assert.equal((await devices.find(typed, await ann())).name, "home-rig");
});

test("a refused agent is told, and no key is made", async () => {
  const { deviceCode, userCode } = await devices.begin("stranger", "192.0.2.1");
  await devices.deny(userCode, await ann());
  assert.deepEqual(await poll(deviceCode), { at: "denied" });
  assert.deepEqual(
    (await accounts.listKeys()).map(({ name }) => name),
    ["laptop"],
  );
});

test("a code that was decided, has expired or never was cannot be approved", async () => {
  const decided = await devices.begin("a", "192.0.2.1");
  await devices.deny(decided.userCode, await ann());
  await assert.rejects(devices.approve(decided.userCode, await ann()), { code: "NOT_FOUND" });
  const old = await devices.begin("b", "192.0.2.1");
  clock.jump(deviceCodeLifeMs);
  await assert.rejects(devices.approve(old.userCode, await ann()), { code: "NOT_FOUND" });
  assert.deepEqual(await poll(old.deviceCode), { at: "expired" });
  await assert.rejects(devices.approve("BBBB-BBBB", await ann()), { code: "NOT_FOUND" });
});

test("a code of one's own does not wipe out the wrong ones that were guessed", async () => {
  const guesser = await ann();
  const { userCode } = await devices.begin("mine", "192.0.2.1");
  for (let at = 1; at < freeLoginFailures; at += 1) {
    await assert.rejects(devices.find("BBBB-BBBB", guesser), { code: "NOT_FOUND" });
  }
  await devices.find(userCode, guesser);
  await assert.rejects(devices.find("BBBB-BBBB", guesser), { code: "NOT_FOUND" });
  await assert.rejects(devices.find("BBBB-BBBB", guesser), { code: "RATE_LIMITED" });
});

test("an agent that asks too often is told to slow down", async () => {
  const { deviceCode } = await devices.begin("eager", "192.0.2.1");
  assert.deepEqual(await devices.poll(deviceCode), { at: "pending" });
  assert.deepEqual(await devices.poll(deviceCode), { at: "slow-down" });
});

test("a key that may only attach providers makes no other", async () => {
  const { userCode } = await devices.begin("home-rig", "192.0.2.1");
  const provider = await callerWith(["provider"]);
  await assert.rejects(devices.approve(userCode, provider), { code: "PERMISSION_DENIED" });
  assert.equal((await devices.find(userCode, provider)).decision.at, "pending");
});

test("an agent's key ends with the key that approved it, however that ends", async () => {
  const hour = await accounts.createKey({
    user: "ann",
    scopes: ["consumer"],
    expiresInDays: 1 / 24,
  });
  const approver = await accounts.authenticate(hour.secret);
  const agentKey = async (): Promise<string> => {
    const { deviceCode, userCode } = await devices.begin("home-rig", "192.0.2.1");
    await devices.approve(userCode, approver);
    const answer = await poll(deviceCode);
    assert.ok(answer.at === "granted");
    return answer.key;
  };
  const first = await agentKey();
  const { keyId } = await accounts.authenticate(first);
  const { expiresMs, parentId } = await accounts.getKey(keyId);
  assert.deepEqual(
    { expiresMs, parentId },
    { expiresMs: hour.key.expiresMs, parentId: hour.key.id },
  );
  const sooner = await accounts.changeKey(hour.key.id, { expiresInDays: 1 / 48 });
  assert.equal((await accounts.getKey(keyId)).expiresMs, sooner.expiresMs);
  await accounts.revokeKey(hour.key.id);
  await assert.rejects(accounts.authenticate(first), { code: "INVALID_KEY" });
});

test("an agent whose approval was by a key that is revoked since gets no key", async () => {
  const approver = await ann();
  const { deviceCode, userCode } = await devices.begin("home-rig", "192.0.2.1");
  await devices.approve(userCode, approver);
  await accounts.revokeKey(approver.keyId);
  assert.deepEqual(await poll(deviceCode), { at: "denied" });
});

test("one address cannot close device login for the others", async () => {
  const own = Array.from({ length: maxDeviceCodesPerAddress }, (_, at) => `2001:db8:0:1::${at}`);
  for (const address of own) await devices.begin("flood", address);
  const limited = { code: "RATE_LIMITED" };
  await assert.rejects(devices.begin("flood", "2001:db8:0:1:ffff::1"), limited);
  await devices.begin("neighbour", "2001:db8:0:2::1");
  clock.jump(deviceCodeLifeMs);
  await devices.begin("later", "2001:db8:0:1::1");
});

test("who guesses codes is slowed down, and nobody else", async () => {
  const { userCode } = await devices.begin("home-rig", "192.0.2.1");
  const guesser = await callerWith(["provider"], "bob");
  for (let guess = 0; guess < freeLoginFailures; guess += 1) {
    await assert.rejects(devices.find("BBBB-BBBB", guesser), { code: "NOT_FOUND" });
  }
  await assert.rejects(devices.find(userCode, guesser), { code: "RATE_LIMITED" });
  assert.equal((await devices.find(userCode, await ann())).name, "home-rig");
});

async function callerWith(scopes: readonly Scope[], user = "ann"): Promise<Caller> {
  const { secret } = await accounts.createKey({ user, scopes, name: "laptop" });
  return await accounts.authenticate(secret);
}

function ann(): Promise<Caller> {
  return callerWith(["consumer"]);
}

async function poll(deviceCode: string): ReturnType<DeviceLogin["poll"]> {
  clock.jump(devicePollMs);
  return await devices.poll(deviceCode);
}
