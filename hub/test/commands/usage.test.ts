import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { addUser, completed, requestOf } from "../store/records.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { csv } from "../../src/commands/csv.ts";
import { runHub } from "./run-hub.ts";

/** Ann was given half a second on 1 March, by a model with an awkward name. */
async function dataOfAnn(t: TestContext): Promise<string> {
  const data = await temporaryFolder(t);
  const store = await openSqliteStore(data);
  t.after(() => store.close());
  const ann = await addUser(store, "ann");
  await addUser(store, "bob");
  await store.history.begin(requestOf(ann, { id: "1", model: 'big "b", v2' }));
  const audio = { format: { rateHz: 8000, channels: 1 }, frames: 4000 };
  await store.history.finish("1", completed({ audio }));
  return data;
}

const header = "day,user,key,model,rate_hz,requests,characters,frames,audio_seconds\r\n";

test("usage --csv exports what everyone was given, exact to the frame", async (t) => {
  const data = await dataOfAnn(t);
  const all = await runHub("usage", "--csv", "--data", data);
  const row = '2026-03-01,ann,key_ann,"big ""b"", v2",8000,1,6,4000,0.5\r\n';
  assert.equal(all.out, header + row);
  for (const filter of [
    ["--user", "bob"],
    ["--from", "2026-03-02"],
    ["--to", "2026-02-28"],
  ]) {
    assert.equal((await runHub("usage", "--csv", "--data", data, ...filter)).out, header);
  }
});

test("usage prints a table or JSON as well", async (t) => {
  const data = await dataOfAnn(t);
  assert.match((await runHub("usage", "--data", data)).out, /^DAY .*\n2026-03-01 {2}ann /);
  assert.match((await runHub("usage", "--data", data)).out, / 0\.5 s\n$/);
  const [row] = JSON.parse((await runHub("usage", "--json", "--data", data)).out) as object[];
  assert.equal((row as { audio_seconds: number }).audio_seconds, 0.5);
});

test("usage refuses days that do not exist, and two formats at once", async (t) => {
  const data = await dataOfAnn(t);
  for (const wrong of [
    ["--from", "2026-02-30"],
    ["--to", "today"],
    ["--csv", "--json"],
  ]) {
    assert.equal((await runHub("usage", "--data", data, ...wrong)).exitCode, 2, wrong.join(" "));
  }
});

test("a CSV field is quoted when it has to be", () => {
  assert.equal(csv([["a", 'b"c', "d,e", "f\ng", 1.5]]), 'a,"b""c","d,e","f\ng",1.5\r\n');
});
