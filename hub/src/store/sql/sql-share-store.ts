import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import type { Share, ShareStore } from "../share-store.ts";
import type { GroupCommit } from "./group-commit.ts";
import { entryOf } from "./history-rows.ts";
import { maxListedShares } from "../limits.ts";
import type { Database, ShareRow, Tables } from "./tables.ts";

/** Links to clips in SQL. */
export function sqlShareStore(db: Database, commits: GroupCommit): ShareStore {
  return {
    put: (share) =>
      commits.run(async (write) => {
        const { entry_id: _, ...renewed } = rowOf(share);
        await write.deleteFrom("shares").where("expires_ms", "<=", share.createdMs).execute();
        await write
          .insertInto("shares")
          .values(rowOf(share))
          .onConflict((conflict) => conflict.column("entry_id").doUpdateSet(renewed))
          .execute();
      }),
    ...finders(db),
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

function finders(db: Database): Pick<ShareStore, "find" | "list"> {
  return {
    find: async (secretHash, nowMs) => {
      const row = await db
        .selectFrom("shares")
        .innerJoin("users", "users.id", "shares.user_id")
        .selectAll("shares")
        .where("secret_hash", "=", secretHash)
        .where("users.disabled_ms", "is", null)
        .where(lasts(nowMs))
        .executeTakeFirst();
      return row && shareOf(row);
    },
    list: async (userId, nowMs) => {
      const rows = await db
        .selectFrom("shares")
        .innerJoin("history", "history.id", "shares.entry_id")
        .selectAll("history")
        .select([
          "shares.entry_id as entry_id",
          "shares.secret_hash as secret_hash",
          "shares.expires_ms as expires_ms",
          "shares.with_text as with_text",
          "shares.created_ms as shared_ms",
        ])
        .where("shares.user_id", "=", userId)
        .where(lasts(nowMs))
        .orderBy("shares.created_ms", "desc")
        .orderBy("shares.entry_id", "desc")
        .limit(maxListedShares)
        .execute();
      return rows.map((row) => ({
        share: shareOf({ ...row, created_ms: row.shared_ms }),
        entry: entryOf(row),
      }));
    },
  };
}

function lasts(nowMs: number) {
  return (where: ExpressionBuilder<Tables, "shares">): Expression<SqlBool> =>
    where.or([where("shares.expires_ms", "is", null), where("shares.expires_ms", ">", nowMs)]);
}

function rowOf(share: Share): ShareRow {
  return {
    entry_id: share.entryId,
    user_id: share.userId,
    secret_hash: share.secretHash,
    created_ms: share.createdMs,
    expires_ms: share.expiresMs ?? null,
    with_text: share.withText ? 1 : 0,
  };
}

function shareOf(row: ShareRow): Share {
  return {
    entryId: row.entry_id,
    userId: row.user_id,
    secretHash: row.secret_hash,
    createdMs: row.created_ms,
    expiresMs: row.expires_ms ?? undefined,
    withText: row.with_text === 1,
  };
}
