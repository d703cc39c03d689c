import { v7 as uuid } from "uuid";
import type { KeptSession, SessionStore } from "../../accounts/session-store.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Database, Write } from "./tables.ts";

/** Browser sessions in SQL. Their ids are in the order of signing in. */
export function sqlSessionStore(db: Database, commits: GroupCommit): SessionStore {
  return {
    insert: ({ tokenHash, keyId, untilMs }, { perKey, inAll, nowMs }) =>
      commits.run(async (write) => {
        await write.deleteFrom("browser_sessions").where("until_ms", "<=", nowMs).execute();
        await makeRoom(write, perKey, keyId);
        await makeRoom(write, inAll);
        const row = { token_hash: tokenHash, id: uuid(), key_id: keyId, until_ms: untilMs };
        await write.insertInto("browser_sessions").values(row).execute();
      }),
    find: async (tokenHash) => {
      const query = db.selectFrom("browser_sessions").selectAll();
      const row = await query.where("token_hash", "=", tokenHash).executeTakeFirst();
      if (row === undefined) return undefined;
      return { tokenHash, keyId: row.key_id, untilMs: row.until_ms } satisfies KeptSession;
    },
    remove: (tokenHash) =>
      commits.run(async (write) => {
        const query = write.deleteFrom("browser_sessions");
        await query.where("token_hash", "=", tokenHash).execute();
      }),
  };
}

/** Leaves room for one more among a key's, or among all. */
async function makeRoom(write: Write, most: number, keyId?: string): Promise<void> {
  const all = write.selectFrom("browser_sessions");
  const mine = keyId === undefined ? all : all.where("key_id", "=", keyId);
  const { count } = await mine
    .select(({ fn }) => fn.countAll<number | string>().as("count"))
    .executeTakeFirstOrThrow();
  const tooMany = Number(count) - most + 1;
  if (tooMany <= 0) return;
  const oldest = await mine.select("id").orderBy("id").limit(tooMany).execute();
  await write
    .deleteFrom("browser_sessions")
    .where(
      "id",
      "in",
      oldest.map(({ id }) => id),
    )
    .execute();
}
