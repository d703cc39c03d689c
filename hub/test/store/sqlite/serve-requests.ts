// A hub's worth of writes for the test beside it, to be killed at any moment. For every request it
// prints a line when its end is kept.
import { openSqliteStore } from "../../../src/store/sqlite/open-sqlite-store.ts";
import { addUser, completed, requestOf } from "../records.ts";

const [folder = ""] = process.argv.slice(2);
const store = await openSqliteStore(folder);
const ann = await addUser(store, "ann");

async function serve(lane: number): Promise<never> {
  for (let at = 0; ; at++) {
    const id = `${lane}-${at}`;
    await store.history.begin(requestOf(ann, { id }));
    await store.history.finish(id, completed());
    process.stdout.write(`${id}\n`);
  }
}

await Promise.all(Array.from({ length: 50 }, (_, lane) => serve(lane)));
