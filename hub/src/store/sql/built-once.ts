import type { Compilable, CompiledQuery, DialectAdapter } from "kysely";
import type { Database, Write } from "./tables.ts";

/** What a statement is given. */
type Values = Readonly<Record<string, string | number | null>>;

/**
 * A statement that is built when it first runs, and from then on only given its values: building one
 * costs more than SQLite takes to run it. `build` has to use each value as it is, and all runs have
 * to have the same ones.
 */
export function builtOnce<V extends Values, R>(
  build: (db: Database | Write, values: V) => Compilable<R>,
): (db: Database | Write, values: V) => Promise<readonly R[]> {
  // Each database has its own SQL: two dialects may be at work in one process.
  const byAdapter = new WeakMap<DialectAdapter, CompiledQuery<R>>();
  return async (db, values) => {
    const { adapter } = db.getExecutor();
    const compiled = byAdapter.get(adapter) ?? build(db, placeholdersFor(values)).compile();
    byAdapter.set(adapter, compiled);
    const parameters = compiled.parameters.map((parameter) =>
      parameter instanceof Placeholder ? values[parameter.name] : parameter,
    );
    return (await db.executeQuery<R>({ ...compiled, parameters })).rows;
  };
}

/** Stands for a value while its statement is built. */
class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

function placeholdersFor<V extends Values>(values: V): V {
  const names = Object.keys(values);
  return Object.fromEntries(names.map((name) => [name, new Placeholder(name)])) as unknown as V;
}
