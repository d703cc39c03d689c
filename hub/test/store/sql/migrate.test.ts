import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { Kysely } from "kysely";
import { systemClock } from "../../../src/clock.ts";
import { migrate } from "../../../src/store/sql/migrate.ts";
import { migrations } from "../../../src/store/sql/migrations/migrations.ts";
import { dataFolder } from "../../../src/data-folder.ts";
import { openSqliteStore } from "../../../src/store/sqlite/open-sqlite-store.ts";
import { NodeSqliteDialect } from "../../../src/store/sqlite/node-sqlite-dialect.ts";
import { temporaryFolder } from "../../temporary-folder.ts";

// Rows as the first release wrote them; a later schema must still hold what they say.
const firstRows = `
  insert into users (id, name, created_ms) values ('user_ann', 'ann', 1);
  insert into api_keys (id, user_id, name, secret_hash, scopes, routing, created_ms)
    values ('key_ann', 'user_ann', 'laptop', 'hash', 'consumer provider', 'any', 1);
  insert into history (id, request_id, run_id, created_ms, user_id, key_id, model, format, input,
      characters, parameters, status, bytes, recovered, parts, rate_hz, channels, frames)
    values ('1', 'x-1', 'gone', 1, 'user_ann', 'key_ann', 'm', 'wav', 'Hi.', 3, '{}', 'completed',
      44, 0, '[]', 8000, 1, 8000);
  insert into usage values ('user_ann', '1970-01-01', 'key_ann', 'm', 8000, 1, 3, 8000);
`;

for (const version of Object.keys(migrations)) {
  test(`data of ${version} is all there in the newest schema`, async (t) => {
    const folder = await temporaryFolder(t);
    using old = new DatabaseSync(dataFolder(folder).database);
    await migrate(
      new Kysely<unknown>({ dialect: new NodeSqliteDialect(old, systemClock) }),
      version,
    );
    old.exec(firstRows);

    const store = await openSqliteStore(folder);
    t.after(() => store.close());
    const found = await store.accounts.keyByHash("hash");
    assert.equal(found?.user.name, "ann");
    assert.deepEqual(found.key.scopes, ["consumer", "provider"]);
    const entry = await store.history.get("user_ann", "1");
    assert.equal(entry?.request.input, "Hi.");
    const [usage] = await store.usage.summarize({ userId: "user_ann", groupBy: "day" });
    assert.deepEqual(usage?.audio, [{ rateHz: 8000, frames: 8000 }]);
  });
}

test("what users keep already is counted once", async (t) => {
  const folder = await temporaryFolder(t);
  using old = new DatabaseSync(dataFolder(folder).database);
  const before = new Kysely<unknown>({ dialect: new NodeSqliteDialect(old, systemClock) });
  await migrate(before, "0008-providers-and-facts");
  old.exec(firstRows);
  old.exec("update history set extension = 'wav'");
  const store = await openSqliteStore(folder);
  t.after(() => store.close());
  assert.equal(await store.usage.keptBytes("user_ann"), 44);
});

test("a schema is brought up to date once, by however many open it at the same time", async (t) => {
  const folder = await temporaryFolder(t);
  const stores = await Promise.all(Array.from({ length: 5 }, () => openSqliteStore(folder)));
  await Promise.all(stores.map((store) => store.close()));
  using database = new DatabaseSync(dataFolder(folder).database);
  const names = database.prepare("select name from kysely_migration order by name").all();
  assert.deepEqual(
    names.map(({ name }) => name),
    Object.keys(migrations),
  );
});
