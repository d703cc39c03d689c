// A thread's program: it moves what is committed from the write-ahead log into the database file.
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { workerData } from "node:worker_threads";
import type { CheckpointOrder } from "./checkpoints.ts";

const { path, everyMs, timeoutMs } = workerData as CheckpointOrder;
const database = new DatabaseSync(path, { timeout: timeoutMs });
const checkpoint = database.prepare("pragma wal_checkpoint(passive)");

for (;;) {
  checkpoint.all();
  await wait(everyMs);
}
