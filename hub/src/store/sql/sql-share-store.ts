import type { ShareStore } from "../share-store.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Database } from "./tables.ts";

/** Links to clips in SQL. */
export function sqlShareStore(db: Database, commits: GroupCommit): ShareStore {
  return {
    put: ({ entryId, userId, secretHash, createdMs }) =>
      commits.run(async (write) => {
        const renewed = { user_id: userId, secret_hash: secretHash, created_ms: createdMs };
        await write
          .insertInto("shares")
          .values({ entry_id: entryId, ...renewed })
          .onConflict((conflict) => conflict.column("entry_id").doUpdateSet(renewed))
          .execute();
      }),
    find: async (secretHash) => {
      const row = await db
        .selectFrom("shares")
        .innerJoin("users", "users.id", "shares.user_id")
        .selectAll("shares")
        .where("secret_hash", "=", secretHash)
        .where("users.disabled_ms", "is", null)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const { entry_id: entryId, user_id: userId, created_ms: createdMs } = row;
      return { entryId, userId, secretHash, createdMs };
    },
    remove: (userId, entryId) =>
      commits.run(async (write) => {
        const { numDeletedRows } = await write
          .deleteFrom("shares")
          .where("entry_id", "=", entryId)
          .where("user_id", "=", userId)
          .executeTakeFirstOrThrow();
        return numDeletedRows === 1n;
      }),
    removeAll: (userId) =>
      commits.run(async (write) => {
        const query = write.deleteFrom("shares").where("user_id", "=", userId);
        return Number((await query.executeTakeFirstOrThrow()).numDeletedRows);
      }),
  };
}
