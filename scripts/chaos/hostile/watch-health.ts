import { setTimeout as wait } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";

const stopping = new AbortController();
parentPort?.once("message", () => stopping.abort());
parentPort?.postMessage(await watchHealth(String(workerData), stopping.signal), []);

/** Asks as a load balancer does, ten times a second; a hub that is being restarted does not count. */
async function watchHealth(url: string, signal: AbortSignal): Promise<readonly number[]> {
  const times: number[] = [];
  while (!signal.aborted) {
    const startMs = performance.now();
    const isUp = await fetch(`${url}/healthz`).then(
      async (response) => {
        await response.arrayBuffer();
        return response.ok;
      },
      () => false,
    );
    if (isUp) times.push(performance.now() - startMs);
    await wait(100);
  }
  return times;
}
