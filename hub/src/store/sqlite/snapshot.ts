import { DatabaseSync } from "node:sqlite";
import { openWaitMs } from "../limits.ts";
import { makePrivateFile } from "../../private-files.ts";
import { fromSqlite } from "./sqlite-failure.ts";

/**
 * Writes a consistent copy of a database that is in use to `to`, which must not exist or be empty.
 * It is one read transaction, so that writers go on meanwhile and cannot make it start over (as they
 * do SQLite's page-wise backup). Throws STORAGE_FULL.
 */
export async function snapshotDatabase(from: string, to: string): Promise<void> {
  await makePrivateFile(to);
  using database = new DatabaseSync(from, { readOnly: true, timeout: openWaitMs });
  try {
    database.prepare("vacuum into ?").run(to);
  } catch (error) {
    throw fromSqlite(error);
  }
}
