import { DatabaseSync } from "node:sqlite";
import { Kysely, sql } from "kysely";
import type { Clock } from "../../clock.ts";
import { systemClock } from "../../clock.ts";
import { type DataFolder, dataFolder } from "../../data-folder.ts";
import { makePrivateFile, makePrivateFolder } from "../../private-files.ts";
import { openWaitMs, walCheckpointPages, walLimitBytes } from "../limits.ts";
import { migrate } from "../sql/migrate.ts";
import { sqlStore } from "../sql/sql-store.ts";
import type { Tables } from "../sql/tables.ts";
import type { Store } from "../store.ts";
import { Checkpoints } from "./checkpoints.ts";
import { NodeSqliteDialect } from "./node-sqlite-dialect.ts";
import { beginRun } from "./run-lock.ts";
import { Searches } from "./searches.ts";
import { fromOpening, fromSqlite } from "./sqlite-failure.ts";

export type SqliteStoreOptions = {
  /** Whether `checkpoint` will be called again and again, so that the writer need not do it. */
  readonly longLived?: boolean;
  readonly clock?: Clock;
};

/**
 * Opens the store in a hub's data folder, made at first use for its owner's eyes only, and brings
 * its schema up to date. The hub and its commands may have it open at once. Throws STORAGE_FULL
 * where it cannot be written, and CONFLICT for a file that is no database or is a newer hub's.
 */
export async function openSqliteStore(
  folder: string,
  { longLived = false, clock = systemClock }: SqliteStoreOptions = {},
): Promise<Store> {
  const paths = dataFolder(folder);
  try {
    return await openIn(paths, longLived, clock);
  } catch (error) {
    throw fromOpening(error, paths.database);
  }
}

async function openIn(folder: DataFolder, longLived: boolean, clock: Clock): Promise<Store> {
  const path = folder.database;
  await makePrivateFolder(folder.root);
  await makePrivateFile(path);
  await using opened = new AsyncDisposableStack();
  const written = opened.use(openForWriting(path));
  const writer = kyselyOver(written, clock);
  await migrate(writer);
  const reader = kyselyOver(opened.use(openForReading(path)), clock);
  const runs = opened.use(await beginRun(folder.runs, clock.wallMs()));
  const checkpoints = opened.use(new Checkpoints(path, clock, changeCounter(written)));
  const searches = opened.use(new Searches(path, clock));
  if (longLived) {
    await sql.raw(`pragma wal_autocheckpoint = ${walCheckpointPages}`).execute(writer);
  }
  const kept = opened.move();
  return sqlStore({
    writer,
    reader,
    runs,
    search: (query) => searches.run(query),
    checkpoint: (erases) => checkpoints.run(erases ? "erase" : "move"),
    release: () => kept.disposeAsync(),
  });
}

function kyselyOver(database: DatabaseSync, clock: Clock): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new NodeSqliteDialect(database, clock) });
}

/** Counts the rows that were changed through a connection, which is not known within a transaction. */
function changeCounter(database: DatabaseSync): () => number | undefined {
  const total = database.prepare("select total_changes() as changes");
  return () => (database.isTransaction ? undefined : Number(total.get()?.["changes"]));
}

/**
 * Write-ahead logging, so that readers and the writer never wait for each other. `synchronous` NORMAL
 * hands each commit to the operating system: the death of the process (kill -9) loses nothing that
 * was committed. A power cut can lose the last commits, never the file's consistency; FULL would
 * prevent that at one fsync per commit, milliseconds on a home disk during which no audio flows.
 * What is deleted is overwritten in the file; the log still has it until it is cut (see `Checkpoints`).
 */
function openForWriting(path: string): DatabaseSync {
  const database = open(path, { timeout: openWaitMs });
  database.exec(`
    pragma journal_mode = wal;
    pragma synchronous = normal;
    pragma journal_size_limit = ${walLimitBytes};
    pragma busy_timeout = 0;
    pragma secure_delete = on;
  `);
  return database;
}

function openForReading(path: string): DatabaseSync {
  return open(path, { readOnly: true, timeout: openWaitMs });
}

function open(path: string, options: { timeout: number; readOnly?: boolean }): DatabaseSync {
  try {
    return new DatabaseSync(path, { ...options, enableForeignKeyConstraints: true });
  } catch (error) {
    throw fromSqlite(error);
  }
}
