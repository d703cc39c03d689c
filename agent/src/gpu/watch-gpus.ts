import { setTimeout as sleep } from "node:timers/promises";
import { agentLimits } from "../limits.ts";
import type { Gpu } from "./gpu.ts";
import { readGpus } from "./read-gpus.ts";

/** Tells of the machine's cards until the signal fires; a machine that has none is asked once. */
export async function watchGpus(
  seen: (gpus: readonly Gpu[]) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const gpus = await readGpus(signal);
    if (signal.aborted) return;
    seen(gpus);
    if (gpus.length === 0) return;
    await sleep(agentLimits.gpuLookMs, undefined, { signal }).catch(() => undefined);
  }
}
