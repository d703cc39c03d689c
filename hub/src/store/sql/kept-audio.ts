import { builtOnce } from "./built-once.ts";
import type { Database, Write } from "./tables.ts";

/** Bytes of audio that a user keeps. */
export async function keptBytes(db: Database | Write, userId: string): Promise<number> {
  const [row] = await read(db, { user_id: userId });
  return row?.bytes ?? 0;
}

/** The user keeps so many bytes more, or less. */
export async function addKeptBytes(write: Write, userId: string, bytes: number): Promise<void> {
  if (bytes !== 0) await add(write, { user_id: userId, bytes });
}

const read = builtOnce((db, given: { readonly user_id: string }) =>
  db.selectFrom("kept_audio").select("bytes").where("user_id", "=", given.user_id),
);

const add = builtOnce((db, row: { readonly user_id: string; readonly bytes: number }) =>
  db
    .insertInto("kept_audio")
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column("user_id")
        .doUpdateSet((eb) => ({ bytes: eb("kept_audio.bytes", "+", eb.ref("excluded.bytes")) })),
    ),
);
