import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../src/clock.ts";
import { createAccounts } from "../../src/accounts/create-accounts.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { runHub } from "./run-hub.ts";

test("a user is made, limited, renamed, disabled and enabled beside a running hub", async (t) => {
  const data = await temporaryFolder(t);
  const store = await openSqliteStore(data);
  t.after(() => store.close());
  const accounts = createAccounts(store.accounts, systemClock);
  const run = async (...argv: string[]) => {
    const { exitCode, out, err } = await runHub("users", ...argv, "--data", data, "--json");
    assert.equal(exitCode, 0, err);
    return JSON.parse(out) as Record<string, unknown>;
  };
  const created = await run("create", "Ann", "--concurrent", "2");
  assert.equal(created["name"], "ann");
  const { secret } = await accounts.createKey({ user: "ann", scopes: ["consumer"] });
  const changed = await run("set", "ann", "--name", "anna", "--concurrent", "none");
  assert.equal(changed["id"], created["id"]);
  assert.equal((await accounts.authenticate(secret)).userAllowance.concurrent, undefined);
  await run("disable", "anna");
  await assert.rejects(accounts.authenticate(secret), { code: "INVALID_KEY" });
  await run("enable", "anna");
  await accounts.authenticate(secret);
  assert.match((await runHub("users", "list", "--data", data)).out, /user_\w+ {2}anna .*active/);
});

test("a user that is not there, or is there already, is told in one line", async (t) => {
  const data = await temporaryFolder(t);
  await runHub("users", "create", "ann", "--data", data);
  const again = await runHub("users", "create", "ann", "--data", data);
  assert.deepEqual([again.exitCode, again.err], [1, 'error: There is a user "ann" already.\n']);
  const unknown = await runHub("users", "disable", "bob", "--data", data);
  assert.deepEqual([unknown.exitCode, unknown.err], [1, 'error: There is no user "bob".\n']);
});
