import type { AccountStore, KeyOfUser } from "../../accounts/account-store.ts";
import type { User } from "../../accounts/user.ts";
import { changeableOfKey, keyOf, rowOfUser, userOf } from "./account-rows.ts";
import { builtOnce } from "./built-once.ts";
import type { GroupCommit } from "./group-commit.ts";
import { expireFamily, isUnrevoked, revokeFamily } from "./key-family.ts";
import { appendAudit } from "./sql-audit-store.ts";
import type { Database, KeyRow, UserRow, Write } from "./tables.ts";

/** Users and keys in SQL. */
export function sqlAccountStore(db: Database, commits: GroupCommit): AccountStore {
  return {
    insertUser: (user, audit) =>
      commits.run(async (write) => {
        if (!(await reserveName(write, user))) return false;
        await write.insertInto("users").values(rowOfUser(user)).execute();
        await appendAudit(write, audit);
        return true;
      }),
    userById: async (id) => {
      const row = await db.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst();
      return row && userOf(row);
    },
    userByName: async (name) => {
      const query = db.selectFrom("users").selectAll().where("name", "=", name);
      const row = await query.executeTakeFirst();
      return row && userOf(row);
    },
    listUsers: async () =>
      (await db.selectFrom("users").selectAll().orderBy("name").execute()).map(userOf),
    updateUser: (user, audit) =>
      commits.run(async (write) => {
        const { id, created_ms: _, ...changes } = rowOfUser(user);
        if (!(await reserveName(write, user))) return false;
        await write.updateTable("users").set(changes).where("id", "=", id).execute();
        await appendAudit(write, audit);
        return true;
      }),
    ...keys(db, commits),
  };
}

function keys(
  db: Database,
  commits: GroupCommit,
): Pick<
  AccountStore,
  "insertKey" | "keyById" | "keyByHash" | "listKeys" | "updateKey" | "revokeKey" | "touchKey"
> {
  return {
    insertKey: (key, secretHash, audit) =>
      commits.run(async (write) => {
        const row = {
          id: key.id,
          user_id: key.userId,
          secret_hash: secretHash,
          created_ms: key.createdMs,
          last_used_ms: null,
          revoked_ms: null,
          parent_id: key.parentId ?? null,
          ...changeableOfKey(key),
        };
        if (key.parentId !== undefined && !(await isUnrevoked(write, key.parentId))) return false;
        await write.insertInto("api_keys").values(row).execute();
        await appendAudit(write, audit);
        return true;
      }),
    keyById: keyFinder(db, "id"),
    keyByHash: keyFinder(db, "secret_hash"),
    listKeys: async (userId) => {
      const all = db
        .selectFrom("api_keys")
        .innerJoin("users", "users.id", "api_keys.user_id")
        .selectAll("api_keys")
        .select("users.name as user_name")
        .orderBy("api_keys.created_ms")
        .orderBy("api_keys.id");
      const query = userId === undefined ? all : all.where("user_id", "=", userId);
      return (await query.execute()).map((row) => keyOf(row, row.user_name));
    },
    updateKey: (key, audit) =>
      commits.run(async (write) => {
        const query = write.updateTable("api_keys").set(changeableOfKey(key));
        await query.where("id", "=", key.id).execute();
        if (key.expiresMs !== undefined) await expireFamily(write, key.id, key.expiresMs);
        await appendAudit(write, audit);
      }),
    revokeKey: (id, revokedMs, audit) =>
      commits.run(async (write) => {
        if (await revokeFamily(write, id, revokedMs)) await appendAudit(write, audit);
      }),
    touchKey: (id, usedMs) =>
      commits.run(async (write) => {
        const query = write.updateTable("api_keys").set({ last_used_ms: usedMs });
        await query.where("id", "=", id).execute();
      }),
  };
}

/** A name belongs to the first user who has had it: access lists say names, and must not change their meaning. */
async function reserveName(write: Write, { name, id }: User): Promise<boolean> {
  await write
    .insertInto("user_names")
    .values({ name, user_id: id })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const query = write.selectFrom("user_names").select("user_id").where("name", "=", name);
  return (await query.executeTakeFirstOrThrow()).user_id === id;
}

/** Finds a key with its user. It runs for every request, so the query is built once. */
function keyFinder(
  db: Database,
  column: "id" | "secret_hash",
): (value: string) => Promise<KeyOfUser | undefined> {
  const query = builtOnce((from, given: { readonly value: string }) =>
    from
      .selectFrom("api_keys")
      .innerJoin("users", "users.id", "api_keys.user_id")
      .selectAll("api_keys")
      .select([
        "users.name as u_name",
        "users.created_ms as u_created_ms",
        "users.disabled_ms as u_disabled_ms",
        "users.samples_to_others as u_samples_to_others",
        "users.stored_bytes as u_stored_bytes",
        "users.requests_per_minute as u_requests_per_minute",
        "users.concurrent as u_concurrent",
        "users.audio_seconds_per_day as u_audio_seconds_per_day",
        "users.audio_seconds_per_month as u_audio_seconds_per_month",
      ])
      .where(`api_keys.${column}`, "=", given.value),
  );
  return async (value) => {
    const [row] = await query(db, { value });
    return row && { key: keyOf(row, row.u_name), user: userOf(joinedUser(row)) };
  };
}

type Joined = KeyRow & { [C in Exclude<keyof UserRow, "id"> as `u_${C}`]: UserRow[C] };

function joinedUser(row: Joined): UserRow {
  return {
    id: row.user_id,
    name: row.u_name,
    created_ms: row.u_created_ms,
    disabled_ms: row.u_disabled_ms,
    samples_to_others: row.u_samples_to_others,
    stored_bytes: row.u_stored_bytes,
    requests_per_minute: row.u_requests_per_minute,
    concurrent: row.u_concurrent,
    audio_seconds_per_day: row.u_audio_seconds_per_day,
    audio_seconds_per_month: row.u_audio_seconds_per_month,
  };
}
