// A thread's program: on each message it moves what is committed from the write-ahead log into the
// database file, and cuts the log where it is told to.
import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import type { CheckpointAnswer, CheckpointKind, CheckpointOrder } from "./checkpoints.ts";

const { path, timeoutMs, eraseTimeoutMs } = workerData as CheckpointOrder;
let database: DatabaseSync | undefined;

parentPort?.on("message", (kind: CheckpointKind) => parentPort?.postMessage(checkpoint(kind), []));

function checkpoint(kind: CheckpointKind): CheckpointAnswer {
  try {
    database ??= new DatabaseSync(path, { timeout: timeoutMs });
    return kind === "erase" ? erase(database) : move(database);
  } catch (error) {
    // Opened anew at the next message: a connection that met a disk error may not recover.
    database?.close();
    database = undefined;
    return { at: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

function move(opened: DatabaseSync): CheckpointAnswer {
  opened.exec("pragma wal_checkpoint(passive)");
  return { at: "done" };
}

/** Writers wait meanwhile, so it gives up soon where somebody reads for long. */
function erase(opened: DatabaseSync): CheckpointAnswer {
  opened.exec(`pragma busy_timeout = ${eraseTimeoutMs}`);
  const row = opened.prepare("pragma wal_checkpoint(truncate)").get();
  opened.exec(`pragma busy_timeout = ${timeoutMs}`);
  return { at: row?.["busy"] === 0 ? "done" : "busy" };
}
