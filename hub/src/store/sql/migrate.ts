import { Failure } from "@club/shared/wire/failures.ts";
import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { migrations } from "./migrations/migrations.ts";

/**
 * Brings the schema to the newest version (or to the version named), in one transaction. Throws when a migration fails,
 * or when the file was written by a newer hub than this one.
 */
export async function migrate<Tables>(db: Kysely<Tables>, to?: string): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
  });
  const { error } = await (to === undefined ? migrator.migrateToLatest() : migrator.migrateTo(to));
  // A full disk or a lock is what it is, whatever was being done.
  if (error instanceof Failure) throw error;
  if (error !== undefined) {
    const message =
      "The database cannot be brought to this version of the hub: was a newer hub run on it? Update this one.";
    throw new Failure("CONFLICT", message, { cause: error });
  }
}
