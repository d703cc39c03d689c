import { isDeepStrictEqual } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { asFailure } from "@club/shared/wire/failures.ts";
import type { Engine, EngineDescription, Health } from "../engines/engine.ts";
import { engineLimits } from "../engines/limits.ts";
import { agentLimits } from "../limits.ts";
import type { EngineState, Service } from "./service.ts";

/**
 * Keeps a service's `state` true until the signal fires: looks often, more often while the engine is
 * down, and soon after an utterance failed. `looked` is called after each look, with whether something
 * has changed.
 */
export async function watchEngine(
  service: Service,
  now: () => number,
  looked: (isChanged: boolean) => void,
  signal: AbortSignal,
): Promise<void> {
  let describedMs = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    const before = service.state;
    const isStale = now() - describedMs >= engineLimits.voicesFreshMs;
    const wantsVoices = isStale || "reason" in before.health;
    const seen = await look(service.engine, before, wantsVoices, signal);
    if (signal.aborted) return;
    const state = { ...seen, measured: service.measure.view() };
    if (!("reason" in state.health) && wantsVoices) describedMs = now();
    service.looked(state);
    looked(!isDeepStrictEqual(state, before));
    const isDown = "reason" in state.health;
    await rest(isDown ? engineLimits.watchDownMs : engineLimits.watchUpMs, service, signal);
  }
}

/** A failing engine is looked at before its time, but not for each of many failures. */
async function rest(waitMs: number, service: Service, signal: AbortSignal): Promise<void> {
  const soonestMs = Math.min(waitMs, agentLimits.lookSoonestMs);
  await sleep(soonestMs, undefined, { signal }).catch(() => undefined);
  const either = AbortSignal.any([signal, service.doubted]);
  await sleep(waitMs - soonestMs, undefined, { signal: either }).catch(() => undefined);
}

/** One look. An engine that is up but cannot say what it offers keeps what it said before. */
async function look(
  engine: Engine,
  before: EngineState,
  wantsVoices: boolean,
  signal: AbortSignal,
): Promise<EngineState> {
  const health = await healthOf(engine, signal);
  if ("reason" in health || !wantsVoices) return { ...before, health };
  try {
    return { description: await describe(engine, signal), health };
  } catch (thrown) {
    if (before.description !== undefined) return { ...before, health };
    return { description: undefined, health: unknownYet(health, asFailure(thrown).message) };
  }
}

/** Nothing can be asked of an engine that has never said what it offers. */
function unknownYet(health: Health, reason: string): Health {
  if (health.state === "cold") return { state: "loading", reason: "The engine is being started." };
  if (health.state !== "busy") return { state: "down", reason };
  return { state: "loading", reason: "It is busy, and has not said yet what it offers." };
}

async function healthOf(engine: Engine, signal: AbortSignal): Promise<Health> {
  try {
    return await engine.health(bounded(signal, engineLimits.healthMs));
  } catch (thrown) {
    return { state: "down", reason: asFailure(thrown).message };
  }
}

function describe(engine: Engine, signal: AbortSignal): Promise<EngineDescription> {
  return engine.describe(bounded(signal, engineLimits.describeMs));
}

function bounded(signal: AbortSignal, timeoutMs: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
}
