import type { MarkStore } from "../mark-store.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Database } from "./tables.ts";

/** Marks in SQL. */
export function sqlMarkStore(db: Database, commits: GroupCommit): MarkStore {
  return {
    get: async (name) => {
      const query = db.selectFrom("marks").select("value").where("name", "=", name);
      const row = await query.executeTakeFirst();
      return row?.value;
    },
    set: (name, value) =>
      commits.run(async (write) => {
        await write
          .insertInto("marks")
          .values({ name, value })
          .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
          .execute();
      }),
    list: async (prefix) => {
      const query = db.selectFrom("marks").selectAll().orderBy("value").orderBy("name");
      // Not LIKE, whose wildcards may stand in a name.
      const rows = (await query.execute()).filter(({ name }) => name.startsWith(prefix));
      return new Map(rows.map(({ name, value }) => [name, value]));
    },
    remove: (name) =>
      commits.run(async (write) => {
        await write.deleteFrom("marks").where("name", "=", name).execute();
      }),
  };
}
