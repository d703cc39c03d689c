import type { SelectQueryBuilder } from "kysely";
import { v7 as uuid } from "uuid";
import type { KeptSession, SessionStore } from "../../accounts/session-store.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Database, Tables, Write } from "./tables.ts";

/** Browser sessions in SQL. Their ids are in the order of signing in. */
export function sqlSessionStore(db: Database, commits: GroupCommit): SessionStore {
  return {
    insert: ({ tokenHash, keyId, untilMs }, { perKey, perUser, inAll, nowMs }) =>
      commits.run(async (write) => {
        await write.deleteFrom("browser_sessions").where("until_ms", "<=", nowMs).execute();
        const all = write.selectFrom("browser_sessions");
        const owner = write.selectFrom("api_keys").select("user_id").where("id", "=", keyId);
        const own = write.selectFrom("api_keys").select("id").where("user_id", "=", owner);
        await makeRoom(write, perKey, all.where("key_id", "=", keyId));
        await makeRoom(write, perUser, all.where("key_id", "in", own));
        await makeRoom(write, inAll, all);
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

type Sessions = SelectQueryBuilder<Tables, "browser_sessions", object>;

/** Leaves room for one more among some. */
async function makeRoom(write: Write, most: number, mine: Sessions): Promise<void> {
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
