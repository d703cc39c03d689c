import { Failure } from "@club/shared/wire/failures.ts";
import type { HistoryPage, HistoryQuery, HistoryStore, Outcome } from "../history-store.ts";
import type { Runs } from "../run.ts";
import { reserve } from "./beginning.ts";
import type { GroupCommit } from "./group-commit.ts";
import { columnsOfOutcome, entryOf, rowOfRequest } from "./history-rows.ts";
import { meter } from "./metering.ts";
import type { Database, Write } from "./tables.ts";

/** History in SQL. */
export function sqlHistoryStore(db: Database, commits: GroupCommit, runs: Runs): HistoryStore {
  return {
    begin: (request) =>
      commits.run(async (write) => {
        await write.insertInto("history").values(rowOfRequest(request, runs.current)).execute();
      }),
    beginOnce: (request, once) =>
      commits.run(async (write) => {
        const beginning = await reserve(write, request, once);
        if (beginning.at !== "new") return beginning;
        await write.insertInto("history").values(rowOfRequest(request, runs.current)).execute();
        return beginning;
      }),
    finish: (id, outcome) => commits.run((write) => finish(write, id, outcome)),
    get: async (userId, id) => {
      const query = db.selectFrom("history").selectAll().where("id", "=", id);
      const row = await query.where("user_id", "=", userId).executeTakeFirst();
      return row && entryOf(row);
    },
    list: (query) => list(db, query),
    remove: (userId, id) =>
      commits.run(async (write) => {
        const { numDeletedRows } = await write
          .deleteFrom("history")
          .where("id", "=", id)
          .where("user_id", "=", userId)
          .where("status", "!=", "running")
          .executeTakeFirstOrThrow();
        return numDeletedRows === 1n;
      }),
    failUnfinished: () => commits.run((write) => failUnfinished(write, runs)),
  };
}

async function finish(write: Write, id: string, outcome: Outcome): Promise<void> {
  const request = await write
    .updateTable("history")
    .set(columnsOfOutcome(outcome))
    .where("id", "=", id)
    .where("status", "=", "running")
    .returning(["user_id", "key_id", "model", "created_ms", "characters"])
    .executeTakeFirst();
  if (request === undefined) throw new Failure("CONFLICT", "This request is not running.");
  await meter(write, request, outcome);
}

async function list(db: Database, query: HistoryQuery): Promise<HistoryPage> {
  const { userId, model, status, after, limit } = query;
  let select = db.selectFrom("history").selectAll().where("user_id", "=", userId);
  if (model !== undefined) select = select.where("model", "=", model);
  if (status !== undefined) select = select.where("status", "=", status);
  if (after !== undefined) {
    select = select.where((eb) =>
      eb(eb.refTuple("created_ms", "id"), "<", eb.tuple(after.createdMs, after.id)),
    );
  }
  const rows = await select
    .orderBy("created_ms", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  const entries = rows.slice(0, limit).map(entryOf);
  const last = rows.length > limit ? entries.at(-1)?.request : undefined;
  return { entries, next: last && { createdMs: last.createdMs, id: last.id } };
}

async function failUnfinished(write: Write, runs: Runs): Promise<number> {
  const unfinished = write.selectFrom("history").where("status", "=", "running");
  const running = await unfinished.select("run_id").distinct().execute();
  const over = running.map((row) => row.run_id).filter((run) => runs.isOver(run));
  if (over.length === 0) return 0;
  const { numUpdatedRows } = await write
    .updateTable("history")
    .set({
      status: "failed",
      error_type: "server_error",
      error_message: "The hub stopped before this request was finished.",
    })
    .where("status", "=", "running")
    .where("run_id", "in", over)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}
