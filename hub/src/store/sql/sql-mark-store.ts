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
  };
}
