import { Failure } from "@club/shared/wire/failures.ts";
import { type CompiledQuery, type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import type {
  HistoryPage,
  HistoryPosition,
  HistoryQuery,
  HistoryStatus,
  HistoryStore,
  KnownAudio,
  Outcome,
  StoredPage,
  StoredQuery,
} from "../history-store.ts";
import type { Runs } from "../run.ts";
import { reserve } from "./idempotency.ts";
import { builtOnce } from "./built-once.ts";
import type { Erasing } from "./erasing.ts";
import type { GroupCommit } from "./group-commit.ts";
import {
  columnsOfOutcome,
  entryOf,
  type OutcomeRow,
  rowOfRequest,
  cuesOf,
} from "./history-rows.ts";
import { addKeptBytes } from "./kept-audio.ts";
import { meter } from "./metering.ts";
import type { Database, HistoryRow, Tables, Write } from "./tables.ts";

/** Runs a query that reads all of a history. */
export type Search = (query: CompiledQuery<HistoryRow>) => Promise<readonly HistoryRow[]>;

/** History in SQL. */
export function sqlHistoryStore(
  db: Database,
  commits: GroupCommit,
  runs: Runs,
  erasing: Erasing,
  search: Search = (query) => db.executeQuery(query).then(({ rows }) => rows),
): HistoryStore {
  return {
    begin: (request) =>
      commits.run(async (write) => {
        await insert(write, rowOfRequest(request, runs.current));
      }),
    beginOnce: (request, once) =>
      commits.run(async (write) => {
        const beginning = await reserve(write, request, once);
        if (beginning.at !== "new") return beginning;
        await insert(write, rowOfRequest(request, runs.current));
        return beginning;
      }),
    finish: (id, outcome) => commits.run((write) => finish(write, id, outcome)),
    get: async (userId, id) => {
      const query = db.selectFrom("history").selectAll().where("id", "=", id);
      const row = await query.where("user_id", "=", userId).executeTakeFirst();
      return row && entryOf(row);
    },
    cues: async (userId, id) => {
      const query = db.selectFrom("history").select(["cues", "rate_hz"]).where("id", "=", id);
      const row = await query.where("user_id", "=", userId).executeTakeFirst();
      return row && cuesOf(row);
    },
    list: (query) => list(db, query, search),
    listStored: (query) => listStored(db, query),
    audioOf: (ids) => audioOf(db, ids),
    correctAudio: (id, audio) => commits.run((write) => correctAudio(write, id, audio)),
    newestMs: async () => {
      const { newest } = await db
        .selectFrom("history")
        .select(({ fn }) => fn.max<number | string | null>("created_ms").as("newest"))
        .executeTakeFirstOrThrow();
      return newest === null ? undefined : Number(newest);
    },
    forgetOnce: (beforeMs) =>
      commits.run(async (write) => {
        const query = write.deleteFrom("idempotency").where("created_ms", "<", beforeMs);
        return Number((await query.executeTakeFirstOrThrow()).numDeletedRows);
      }),
    remove: async (userId, id) => {
      const isRemoved = await commits.run((write) => removeEntry(write, userId, id));
      if (isRemoved) erasing.noteDeletion();
      return isRemoved;
    },
    failUnfinished: () => commits.run((write) => failUnfinished(write, runs)),
  };
}

async function correctAudio(
  write: Write,
  id: string,
  audio: Parameters<HistoryStore["correctAudio"]>[1],
): Promise<void> {
  const finished = write.selectFrom("history").where("status", "!=", "running");
  const columns = ["user_id", "bytes", "extension"] as const;
  const before = await finished.where("id", "=", id).select(columns).executeTakeFirst();
  if (before === undefined) return;
  const after = { extension: audio?.extension ?? null, bytes: audio?.bytes ?? 0 };
  await write.updateTable("history").set(after).where("id", "=", id).execute();
  await addKeptBytes(write, before.user_id, bytesKept(after) - bytesKept(before));
}

/** Returns whether there was such an entry, and it was not running. */
async function removeEntry(write: Write, userId: string, id: string): Promise<boolean> {
  const removed = await write
    .deleteFrom("history")
    .where("id", "=", id)
    .where("user_id", "=", userId)
    .where("status", "!=", "running")
    .returning(["bytes", "extension"])
    .executeTakeFirst();
  if (removed === undefined) return false;
  await addKeptBytes(write, userId, -bytesKept(removed));
  return true;
}

async function audioOf(
  db: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownAudio>> {
  if (ids.length === 0) return new Map();
  const query = db.selectFrom("history").select(["id", "status", "extension"]);
  const rows = await query.where("id", "in", ids).execute();
  return new Map(
    rows.map(({ id, status, extension }) => [
      id,
      { status: status as HistoryStatus, extension: extension ?? undefined },
    ]),
  );
}

const insert = builtOnce((db, row: HistoryRow) => db.insertInto("history").values(row));

const complete = builtOnce((db, { id, ...columns }: OutcomeRow & Pick<HistoryRow, "id">) =>
  db
    .updateTable("history")
    .set(columns)
    .where("id", "=", id)
    .where("status", "=", "running")
    .returning(["user_id", "key_id", "model", "created_ms", "characters"]),
);

async function finish(write: Write, id: string, outcome: Outcome): Promise<void> {
  if (outcome.input !== undefined) await completeInput(write, id, outcome.input);
  const [request] = await complete(write, { id, ...columnsOfOutcome(outcome) });
  if (request === undefined) throw new Failure("CONFLICT", "This request is not running.");
  await meter(write, request, outcome);
  if (outcome.extension !== undefined) await addKeptBytes(write, request.user_id, outcome.bytes);
}

/** Before the end, which is metered by the text's characters. */
async function completeInput(
  write: Write,
  id: string,
  { text, characters }: NonNullable<Outcome["input"]>,
): Promise<void> {
  const running = write.updateTable("history").where("status", "=", "running");
  await running.set({ input: text, characters }).where("id", "=", id).execute();
}

function bytesKept({ bytes, extension }: Pick<HistoryRow, "bytes" | "extension">): number {
  return extension === null ? 0 : bytes;
}

async function list(
  db: Database,
  { userId, model, status, search: text, after, limit }: HistoryQuery,
  search: Search,
): Promise<HistoryPage> {
  let select = page(db, { userId, after, limit }).selectAll();
  if (model !== undefined) select = select.where("model", "=", model);
  if (status !== undefined) select = select.where("status", "=", status);
  if (text !== undefined) select = select.where(holds(text));
  const isIncomplete = status === "failed" || status === "cancelled";
  if (isIncomplete) select = select.where(isInIncomplete);
  // Other statuses have no index: behind many entries of another they are far to seek.
  const readsAll = text !== undefined || (status !== undefined && !isIncomplete);
  const rows = readsAll ? await search(select.compile()) : await select.execute();
  return { entries: rows.slice(0, limit).map(entryOf), next: positionAfter(rows, limit) };
}

/** In the words of the index of such rows, which is used only for a query that says the same. */
const isInIncomplete = sql<boolean>`status in ('failed', 'cancelled')`;

/** SQLite's `like` does not mind ASCII's case, and PostgreSQL's does: both sides are lowered. */
function holds(text: string): RawBuilder<boolean> {
  const pattern = `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
  return sql<boolean>`lower(input) like lower(${pattern}) escape '\\'`;
}

async function listStored(db: Database, query: StoredQuery): Promise<StoredPage> {
  const columns = ["id", "created_ms", "status", "bytes", "extension"] as const;
  const rows = await page(db, query).select(columns).execute();
  const entries = rows.slice(0, query.limit).map((row) => ({
    id: row.id,
    createdMs: row.created_ms,
    status: row.status as HistoryStatus,
    bytes: row.bytes,
    extension: row.extension ?? undefined,
  }));
  return { entries, next: positionAfter(rows, query.limit) };
}

/** One entry more than the page has tells whether there is another. */
function page(
  db: Database,
  { userId, after, limit }: StoredQuery,
): SelectQueryBuilder<Tables, "history", object> {
  const own = db.selectFrom("history").where("user_id", "=", userId);
  const older =
    after === undefined
      ? own
      : own.where((eb) =>
          eb(eb.refTuple("created_ms", "id"), "<", eb.tuple(after.createdMs, after.id)),
        );
  return older
    .orderBy("created_ms", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1);
}

function positionAfter(
  rows: readonly Pick<HistoryRow, "id" | "created_ms">[],
  limit: number,
): HistoryPosition | undefined {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return last && { createdMs: last.created_ms, id: last.id };
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
