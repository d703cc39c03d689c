import type {
  Invitation,
  InvitationKind,
  InvitationStore,
} from "../../accounts/invitation-store.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Database, InvitationRow } from "./tables.ts";

/** Invitations in SQL. */
export function sqlInvitationStore(db: Database, commits: GroupCommit): InvitationStore {
  const find = async (
    column: "code_hash" | "id",
    value: string,
  ): Promise<Invitation | undefined> => {
    const query = db.selectFrom("invitations").selectAll().where(column, "=", value);
    const row = await query.executeTakeFirst();
    return row && invitationOf(row);
  };
  return {
    insert: (invitation, forgetMs) =>
      commits.run(async (write) => {
        await write.deleteFrom("invitations").where("expires_ms", "<", forgetMs).execute();
        await write.insertInto("invitations").values(rowOf(invitation)).execute();
      }),
    byHash: (codeHash) => find("code_hash", codeHash),
    byId: (id) => find("id", id),
    list: async (madeBy) => {
      const all = db.selectFrom("invitations").selectAll().orderBy("created_ms", "desc");
      const those = madeBy === undefined ? all : all.where("made_by", "=", madeBy);
      return (await those.orderBy("id").execute()).map(invitationOf);
    },
    use: (codeHash, { atMs, name }) =>
      commits.run(async (write) => {
        const { numUpdatedRows } = await write
          .updateTable("invitations")
          .set({ used_ms: atMs, used_as: name })
          .where("code_hash", "=", codeHash)
          .where("used_ms", "is", null)
          .executeTakeFirstOrThrow();
        return numUpdatedRows === 1n;
      }),
    restore: (codeHash) =>
      commits.run(async (write) => {
        const unused = { used_ms: null, used_as: null };
        await write
          .updateTable("invitations")
          .set(unused)
          .where("code_hash", "=", codeHash)
          .execute();
      }),
    remove: (id) =>
      commits.run(async (write) => {
        const query = write.deleteFrom("invitations").where("id", "=", id);
        return (await query.executeTakeFirstOrThrow()).numDeletedRows === 1n;
      }),
    removeKind: (kind) =>
      commits.run(async (write) => {
        await write.deleteFrom("invitations").where("kind", "=", kind).execute();
      }),
  };
}

function rowOf(invitation: Invitation): InvitationRow {
  const { id, codeHash, kind, createdMs, expiresMs, madeBy, keyId, use } = invitation;
  return {
    id,
    code_hash: codeHash,
    kind,
    created_ms: createdMs,
    expires_ms: expiresMs,
    made_by: madeBy,
    key_id: keyId ?? null,
    used_ms: use?.atMs ?? null,
    used_as: use?.name ?? null,
  };
}

function invitationOf(row: InvitationRow): Invitation {
  const { used_ms: atMs, used_as: name } = row;
  return {
    id: row.id,
    codeHash: row.code_hash,
    kind: row.kind as InvitationKind,
    createdMs: row.created_ms,
    expiresMs: row.expires_ms,
    madeBy: row.made_by,
    keyId: row.key_id ?? undefined,
    use: atMs === null ? undefined : { atMs, name: name ?? "" },
  };
}
