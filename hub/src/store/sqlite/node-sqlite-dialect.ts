import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { DatabaseConnection, Driver, SqliteDatabase, SqliteStatement } from "kysely";
import { CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver } from "kysely";
import type { Clock } from "../../clock.ts";
import { sleep } from "../../clock.ts";
import { lockRetryMs, maxLockWaitMs, maxPreparedStatements } from "../limits.ts";
import { fromSqlite, isLocked } from "./sqlite-failure.ts";

/** Kysely's SQLite dialect over Node's own SQLite. The one who opened the database closes it: `destroy()` does not. */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;

  constructor(database: DatabaseSync, clock: Clock) {
    super({ database: adapt(database) });
    this.#database = database;
    this.#clock = clock;
  }

  override createDriver(): Driver {
    return new PatientDriver(this.#database, this.#clock);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

/** SQLite does roll back schema changes; with this, migrations run as one transaction. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * Takes the write lock when a transaction begins, so that none fails half-way because another
 * process wrote meanwhile, and waits for it without holding up the event loop, which SQLite's own
 * busy timeout would.
 */
class PatientDriver extends SqliteDriver {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;

  constructor(database: DatabaseSync, clock: Clock) {
    super({ database: adapt(database) });
    this.#database = database;
    this.#clock = clock;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const giveUpAt = this.#clock.monotonicMs() + maxLockWaitMs;
    for (;;) {
      try {
        await connection.executeQuery(CompiledQuery.raw("begin immediate"));
        return;
      } catch (error) {
        const cause = error instanceof Error ? error.cause : undefined;
        if (!isLocked(cause) || this.#clock.monotonicMs() >= giveUpAt) throw error;
        await sleep(this.#clock, lockRetryMs, neverAborted);
      }
    }
  }

  /** SQLite itself has rolled back when the disk was full; a second time would hide that failure. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.isTransaction) await super.rollbackTransaction(connection);
  }
}

/** A transaction's begin is bounded by `maxLockWaitMs`, and not given up before. */
const neverAborted = new AbortController().signal;

/** The part of a database that Kysely needs, with statements kept prepared: preparing costs more than running. */
function adapt(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    prepare(sql) {
      const known = prepared.get(sql);
      if (known !== undefined) return known;
      const statement = adaptStatement(translated(() => database.prepare(sql)));
      const oldest =
        prepared.size < maxPreparedStatements ? undefined : prepared.keys().next().value;
      if (oldest !== undefined) prepared.delete(oldest);
      prepared.set(sql, statement);
      return statement;
    },
    close() {
      prepared.clear();
    },
  };
}

function adaptStatement(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => translated(() => statement.all(...values(parameters))),
    run: (parameters) => translated(() => statement.run(...values(parameters))),
    iterate: (parameters) => translated(() => statement.iterate(...values(parameters))),
  };
}

/** Rows hold nothing but text, numbers and null. */
function values(parameters: readonly unknown[]): readonly SQLInputValue[] {
  return parameters as readonly SQLInputValue[];
}

function translated<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    throw fromSqlite(error);
  }
}
