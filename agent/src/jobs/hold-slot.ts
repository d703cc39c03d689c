import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "../engines/engine.ts";
import { engineLimits } from "../engines/limits.ts";

/**
 * After a cancel, for an engine that goes on with its work: resolves when the work has probably been
 * done, as long as others of its length took, and the engine answers again. Otherwise the next request
 * would be given to an engine that is busy with what nobody wants any more. Bounded by `holdMaxMs`.
 */
export async function untilEngineIsFree(
  engine: Engine,
  expectedMs: number,
  now: () => number,
): Promise<void> {
  const untilMs = now() + engineLimits.holdMaxMs;
  await sleep(Math.min(expectedMs, engineLimits.holdMaxMs), undefined, { ref: false });
  while (now() < untilMs) {
    const { state } = await engine.health(AbortSignal.timeout(engineLimits.healthMs)).catch(busy);
    if (state !== "busy") return;
    await sleep(engineLimits.holdLookMs, undefined, { ref: false });
  }
}

function busy(): { readonly state: "busy" } {
  return { state: "busy" };
}
