import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { systemClock } from "../../src/clock.ts";
import { createAccounts } from "../../src/accounts/create-accounts.ts";
import type { Accounts } from "../../src/accounts/accounts.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { runHub } from "./run-hub.ts";

/** A hub that runs meanwhile. */
async function hubIn(t: TestContext): Promise<{ data: string; accounts: Accounts }> {
  const data = await temporaryFolder(t);
  const store = await openSqliteStore(data);
  t.after(() => store.close());
  return { data, accounts: createAccounts(store.accounts, systemClock) };
}

test("keys create --json prints the key, and nothing else, for a running hub to accept", async (t) => {
  const { data, accounts } = await hubIn(t);
  const scopes = ["--scope", "consumer", "--scope", "provider"];
  const run = await runHub("keys", "create", "--data", data, "--user", "ann", ...scopes, "--json");
  assert.equal(run.exitCode, 0);
  assert.equal(run.err, "");
  const printed = JSON.parse(run.out) as Record<string, string>;
  assert.deepEqual(Object.keys(printed), ["id", "key", "user", "scopes"]);
  assert.equal(printed["user"], "ann");
  assert.deepEqual(printed["scopes"], ["consumer", "provider"]);
  const caller = await accounts.authenticate(printed["key"] ?? "");
  assert.equal(caller.keyId, printed["id"]);
});

test("keys create works before the hub was ever started", async (t) => {
  const data = `${await temporaryFolder(t)}/new`;
  const run = await runHub("keys", "create", "--data", data, "--user", "ann", "--scope", "admin");
  assert.equal(run.exitCode, 0);
  assert.match(run.out, /club_[0-9a-z]{50}/);
});

test("keys create takes a name, an expiry, a routing and limits", async (t) => {
  const { data, accounts } = await hubIn(t);
  const create = ["keys", "create", "--data", data, "--user", "ann", "--scope", "consumer"];
  const limits = ["--requests-per-minute", "60", "--concurrent", "2"];
  limits.push("--audio-seconds-per-day", "3600", "--audio-seconds-per-month", "36000");
  const settings = ["--name", "laptop", "--expires", "30", "--routing", "own-first"];
  const run = await runHub(...create, ...settings, ...limits);
  assert.equal(run.exitCode, 0);
  const [key] = await accounts.listKeys("ann");
  assert.equal(key?.name, "laptop");
  assert.equal(key.routing, "own-first");
  assert.equal((key.expiresMs ?? 0) - key.createdMs, 30 * 24 * 60 * 60 * 1000);
  assert.deepEqual(key.allowance, {
    requestsPerMinute: 60,
    concurrent: 2,
    audioSecondsPerDay: 3600,
    audioSecondsPerMonth: 36_000,
  });
});

test("keys create and set say what a key calls models", async (t) => {
  const { data, accounts } = await hubIn(t);
  const create = ["keys", "create", "--data", data, "--user", "ann", "--scope", "consumer"];
  const aliases = ["--alias", "tts-1=kokoro", "--alias", "tts-1-hd=org/model=large"];
  assert.equal((await runHub(...create, ...aliases)).exitCode, 0);
  const [key] = await accounts.listKeys("ann");
  assert.deepEqual(key?.modelAliases, { "tts-1": "kokoro", "tts-1-hd": "org/model=large" });
  const set = ["keys", "set", key.id, "--data", data];
  assert.equal((await runHub(...set, "--name", "laptop")).exitCode, 0);
  assert.deepEqual((await accounts.getKey(key.id)).modelAliases, key.modelAliases);
  const replaced = await runHub(...set, "--alias", "tts-1=piper", "--json");
  assert.deepEqual((JSON.parse(replaced.out) as { model_aliases: object }).model_aliases, {
    "tts-1": "piper",
  });
  assert.equal((await runHub(...set, "--alias", "none")).exitCode, 0);
  assert.equal((await accounts.getKey(key.id)).modelAliases, undefined);
});

test("keys list shows every key but no secret", async (t) => {
  const { data, accounts } = await hubIn(t);
  const { secret, key } = await accounts.createKey({ user: "ann", scopes: ["consumer"] });
  await accounts.createKey({ user: "bob", scopes: ["admin"] });
  const all = await runHub("keys", "list", "--data", data);
  assert.match(all.out, /^ID\s+USER/);
  assert.equal(all.out.trimEnd().split("\n").length, 3);
  const listed = await runHub("keys", "list", "--data", data, "--user", "ann", "--json");
  const keys = JSON.parse(listed.out) as { id: string; user: string; revoked: null }[];
  assert.deepEqual(
    keys.map(({ id, user, revoked }) => [id, user, revoked]),
    [[key.id, "ann", null]],
  );
  assert.ok(!all.out.includes(secret) && !listed.out.includes(secret));
});

test("keys set changes what is named, and none lifts a limit", async (t) => {
  const { data, accounts } = await hubIn(t);
  const allowance = { concurrent: 2, requestsPerMinute: 60 };
  const { key } = await accounts.createKey({ user: "ann", scopes: ["consumer"], allowance });
  const change = ["--concurrent", "none", "--scope", "provider", "--audio-seconds-per-day", "9.5"];
  const run = await runHub("keys", "set", key.id, "--data", data, ...change, "--json");
  assert.equal(run.exitCode, 0);
  const changed = await accounts.getKey(key.id);
  assert.deepEqual(changed.scopes, ["provider"]);
  assert.deepEqual(changed.allowance, {
    ...key.allowance,
    concurrent: undefined,
    audioSecondsPerDay: 9.5,
  });
});

test("keys revoke ends a key in the running hub", async (t) => {
  const { data, accounts } = await hubIn(t);
  const { secret, key } = await accounts.createKey({ user: "ann", scopes: ["consumer"] });
  const run = await runHub("keys", "revoke", key.id, "--data", data, "--json");
  assert.equal(run.exitCode, 0);
  const { id, revoked } = JSON.parse(run.out) as { id: string; revoked: number };
  assert.equal(id, key.id);
  assert.ok(revoked > 0);
  await assert.rejects(accounts.authenticate(secret), { code: "INVALID_KEY" });
});

test("a key that is not there and a folder without a hub are told in one line", async (t) => {
  const { data } = await hubIn(t);
  const unknown = await runHub("keys", "revoke", "key_0", "--data", data);
  assert.deepEqual(unknown, { exitCode: 1, out: "", err: 'error: There is no key "key_0".\n' });
  const nowhere = await runHub("keys", "list", "--data", `${data}/nowhere`);
  assert.equal(nowhere.exitCode, 1);
  assert.match(nowhere.err, /^error: There is no hub in .*--data.*\n$/);
});

test("a wrong command line exits with 2 and says what is wrong", async (t) => {
  const { data } = await hubIn(t);
  const create = ["keys", "create", "--data", data];
  const wrong: [string[], RegExp][] = [
    [["keys", "creat"], /unknown command/],
    [[...create, "--scope", "consumer"], /--user/],
    [[...create, "--user", "ann"], /--scope/],
    [[...create, "--user", "ann", "--scope", "root"], /consumer, provider, admin/],
    [[...create, "--user", "a b", "--scope", "consumer"], /user name is one word/],
    [[...create, "--user", "ann", "--scope", "consumer", "--expires", "soon"], /above 0/],
    [[...create, "--user", "ann", "--scope", "consumer", "--concurrent", "1.5"], /whole/],
    [[...create, "--user", "ann", "--scope", "consumer", "--alias", "tts-1"], /tts-1=kokoro/],
    [["keys", "revoke", "--data", data], /missing required argument/],
  ];
  for (const [argv, message] of wrong) {
    const run = await runHub(...argv);
    assert.equal(run.exitCode, 2, argv.join(" "));
    assert.match(run.err, message);
    assert.equal(run.out, "");
  }
});

test("every subcommand's --help shows an example", async () => {
  for (const subcommand of ["create", "list", "set", "revoke"]) {
    const run = await runHub("keys", subcommand, "--help");
    assert.equal(run.exitCode, 0);
    assert.match(run.out, new RegExp(`\\$ club-hub keys ${subcommand}`));
    assert.match(run.out, /CLUB_HUB_DATA/);
  }
});
