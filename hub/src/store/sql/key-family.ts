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
    .where("id", "in", [id, ...(await descendants(write, id))])
    .where("revoked_ms", "is", null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Keys that were got by means of this one end no later than it. */
export async function expireFamily(write: Write, id: string, expiresMs: number): Promise<void> {
  const family = await descendants(write, id);
  if (family.length === 0) return;
  await write
    .updateTable("api_keys")
    .set({ expires_ms: expiresMs })
    .where("id", "in", family)
    .where((eb) => eb.or([eb("expires_ms", "is", null), eb("expires_ms", ">", expiresMs)]))
    .execute();
}

/** Generation by generation: there are few, and each is read by an index. */
async function descendants(write: Write, id: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (let parents = [id]; parents.length > 0; ) {
    const query = write.selectFrom("api_keys").select("id").where("parent_id", "in", parents);
    parents = (await query.execute()).map((row) => row.id);
    found.push(...parents);
  }
  return found;
}
