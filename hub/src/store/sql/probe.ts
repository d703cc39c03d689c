import type { GroupCommit } from "./group-commit.ts";

/**
 * Tries whether the database takes a write, and says why it does not: a real one, because only that
 * meets a full disk. Questions that come while a try is under way share its answer.
 */
export function probe(commits: GroupCommit): () => Promise<string | undefined> {
  let underWay: Promise<string | undefined> | undefined;
  return () => {
    underWay ??= tryWrite(commits).finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

async function tryWrite(commits: GroupCommit): Promise<string | undefined> {
  try {
    await commits.run(async (write) => {
      await write
        .insertInto("probe")
        .values({ id: 1, writes: 1 })
        .onConflict((conflict) =>
          conflict.column("id").doUpdateSet((eb) => ({ writes: eb("probe.writes", "+", 1) })),
        )
        .execute();
    });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
