import { type RawBuilder, sql } from "kysely";
import type { Write } from "./tables.ts";

/** Whether a key exists and has not been revoked. */
export async function isUnrevoked(write: Write, id: string): Promise<boolean> {
  const query = write.selectFrom("api_keys").select("id").where("id", "=", id);
  return (await query.where("revoked_ms", "is", null).executeTakeFirst()) !== undefined;
}

/** Revokes a key and all that were got by means of it; returns whether any was still valid. */
export async function revokeFamily(write: Write, id: string, revokedMs: number): Promise<boolean> {
  const { numUpdatedRows } = await write
    .updateTable("api_keys")
    .set({ revoked_ms: revokedMs })
    .where("id", "in", familyOf(id))
    .where("revoked_ms", "is", null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Keys that were got by means of this one end no later than it. */
export async function expireFamily(write: Write, id: string, expiresMs: number): Promise<void> {
  await write
    .updateTable("api_keys")
    .set({ expires_ms: expiresMs })
    .where("id", "in", familyOf(id))
    .where((eb) => eb.or([eb("expires_ms", "is", null), eb("expires_ms", ">", expiresMs)]))
    .execute();
}

/**
 * A key and those got by means of it, in any generation. In the database: a statement takes only so many
 * parameters, and a key with more descendants could not be revoked.
 */
function familyOf(id: string): RawBuilder<string> {
  return sql<string>`(
    with recursive family(id) as (
      select ${id}
      union
      select api_keys.id from api_keys join family on api_keys.parent_id = family.id
    )
    select id from family
  )`;
}
