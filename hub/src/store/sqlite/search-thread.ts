// A thread's program: on each message it runs one query that may take long, and answers with the rows.
import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import type { SearchAnswer, SearchOrder, SearchQuestion } from "./searches.ts";

const { path, timeoutMs } = workerData as SearchOrder;
let database: DatabaseSync | undefined;

parentPort?.on("message", (asked: SearchQuestion) => parentPort?.postMessage(search(asked), []));

function search({ sql, parameters }: SearchQuestion): SearchAnswer {
  try {
    database ??= new DatabaseSync(path, { readOnly: true, timeout: timeoutMs });
    return { at: "found", rows: database.prepare(sql).all(...parameters) };
  } catch (error) {
    database?.close();
    database = undefined;
    return { at: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}
