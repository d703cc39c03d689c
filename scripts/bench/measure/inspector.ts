import { once } from "node:events";
import type { MeasuredProcess } from "./process.ts";

/** What a Node process keeps after a garbage collection, in bytes. */
export type Kept = {
  readonly heapUsed: number;
  /** Buffers and what else lives outside of the heap. */
  readonly external: number;
};

/** A connection to a Node process's inspector (Chrome DevTools Protocol), on loopback. */
export type Inspector = AsyncDisposable & {
  /** Collects all garbage and tells what is left. */
  kept(): Promise<Kept>;
};

/** Connects to a process that was started with `--inspect-port=0`: SIGUSR1 makes it listen. */
export async function inspect(
  target: Pick<MeasuredProcess, "pid" | "untilSays">,
): Promise<Inspector> {
  process.kill(target.pid, "SIGUSR1");
  const url = await target.untilSays("its inspector", (log) => /ws:\/\/127\.\S+/.exec(log)?.[0]);
  const socket = new WebSocket(url);
  await once(socket, "open");
  let id = 0;
  const call = async (method: string, params: object = {}): Promise<unknown> => {
    id += 1;
    const wanted = id;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const listen = ({ data }: MessageEvent): void => {
      const answer = JSON.parse(String(data)) as { id?: number; result?: unknown };
      if (answer.id === wanted) resolve(answer.result);
    };
    socket.addEventListener("message", listen);
    socket.send(JSON.stringify({ id, method, params }));
    return await promise.finally(() => socket.removeEventListener("message", listen));
  };
  return {
    async kept() {
      // Twice: what finalizers let go of in the first is collected in the second.
      for (let time = 0; time < 2; time += 1) await call("HeapProfiler.collectGarbage");
      const expression = "JSON.stringify(process.memoryUsage())";
      const answer = (await call("Runtime.evaluate", { expression })) as {
        result: { value: string };
      };
      return JSON.parse(answer.result.value) as Kept;
    },
    async [Symbol.asyncDispose]() {
      socket.close();
    },
  };
}
