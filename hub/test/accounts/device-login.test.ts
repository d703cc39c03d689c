import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import type { Accounts } from "../../src/accounts/accounts.ts";
import { createAccounts } from "../../src/accounts/create-accounts.ts";
import { DeviceLogin } from "../../src/accounts/device-login.ts";
import { deviceCodeLifeMs, devicePollMs } from "../../src/accounts/limits.ts";
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
  const { deviceCode, userCode } = await devices.begin("home-rig");
  assert.deepEqual(await poll(deviceCode), { at: "pending" });
  await devices.approve(userCode, "ann");
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
  const { userCode } = await devices.begin("home-rig");
  const typed = ` ${userCode.toLowerCase().replace("-", " ")} `;
  assert.equal((await devices.find(typed)).name, "home-rig");
});

test("a refused agent is told, and no key is made", async () => {
  const { deviceCode, userCode } = await devices.begin("stranger");
  await devices.deny(userCode);
  assert.deepEqual(await poll(deviceCode), { at: "denied" });
  assert.deepEqual(await accounts.listKeys(), []);
});

test("a code that was decided, has expired or never was cannot be approved", async () => {
  const decided = await devices.begin("a");
  await devices.deny(decided.userCode);
  await assert.rejects(devices.approve(decided.userCode, "ann"), { code: "NOT_FOUND" });
  const old = await devices.begin("b");
  clock.jump(deviceCodeLifeMs);
  await assert.rejects(devices.approve(old.userCode, "ann"), { code: "NOT_FOUND" });
  assert.deepEqual(await poll(old.deviceCode), { at: "expired" });
  await assert.rejects(devices.approve("BBBB-BBBB", "ann"), { code: "NOT_FOUND" });
});

test("an agent that asks too often is told to slow down", async () => {
  const { deviceCode } = await devices.begin("eager");
  assert.deepEqual(await devices.poll(deviceCode), { at: "pending" });
  assert.deepEqual(await devices.poll(deviceCode), { at: "slow-down" });
});

async function poll(deviceCode: string): ReturnType<DeviceLogin["poll"]> {
  clock.jump(devicePollMs);
  return await devices.poll(deviceCode);
}
