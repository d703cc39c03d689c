// A thread's program: on each message it moves what is committed from the write-ahead log into the database file.
import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import type { CheckpointAnswer, CheckpointOrder } from "./checkpoints.ts";

const { path, timeoutMs } = workerData as CheckpointOrder;
let database: DatabaseSync | undefined;

parentPort?.on("message", () => parentPort?.postMessage(checkpoint(), []));

function checkpoint(): CheckpointAnswer {
  try {
    database ??= new DatabaseSync(path, { timeout: timeoutMs });
    database.exec("pragma wal_checkpoint(passive)");
    return { at: "done" };
  } catch (error) {
    // Opened anew at the next message: a connection that met a disk error may not recover.
    database?.close();
    database = undefined;
    return { at: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}
