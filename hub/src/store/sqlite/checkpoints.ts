import { once } from "node:events";
import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { checkpointEveryMs, openWaitMs } from "../limits.ts";

/** What the thread is told. */
export type CheckpointOrder = {
  readonly path: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
};

/**
 * Keeps checkpointing a database from a thread of its own: a checkpoint waits for the disk, and done
 * by the writer it would hold up every stream of audio for ten milliseconds and more. Should the
 * thread die, the writer's own rare checkpoints (`walCheckpointPages`) bound the log.
 */
export async function startCheckpoints(path: string): Promise<AsyncDisposable> {
  const order: CheckpointOrder = { path, everyMs: checkpointEveryMs, timeoutMs: openWaitMs };
  // Beside this file, as TypeScript or compiled.
  const program = join(import.meta.dirname, `checkpoint-thread${extname(import.meta.filename)}`);
  const thread = new Worker(program, { workerData: order });
  thread.on("error", () => undefined);
  await once(thread, "online");
  thread.unref();
  return {
    async [Symbol.asyncDispose]() {
      await thread.terminate();
    },
  };
}
