import { Failure } from "@club/shared/wire/failures.ts";
import { boundedCall } from "./bounded-call.ts";
import type { Engine, Health } from "./engine.ts";
import { engineLimits } from "./limits.ts";

/**
 * An engine whose health tells busy from down: several servers answer nothing while they speak, so one
 * that accepts connections and is silent is busy, with our work or somebody else's. After a silence
 * that no work explains it is down: hung, or stopped.
 */
export function withBoundedHealth(
  engine: Engine,
  now: () => number = () => performance.now(),
): Engine {
  let silentSinceMs: number | undefined;
  const silent = (): Health => {
    silentSinceMs ??= now();
    if (now() - silentSinceMs < engineLimits.silenceMaxMs) return { state: "busy" };
    const seconds = engineLimits.silenceMaxMs / 1_000;
    return { state: "down", reason: `The speech server has not answered for ${seconds} s.` };
  };
  return {
    ...engine,
    async health(caller) {
      const startMs = performance.now();
      try {
        const { healthAnswerMs } = engineLimits;
        const health = await boundedCall(caller, healthAnswerMs, "The engine's health", (signal) =>
          engine.health(signal),
        );
        silentSinceMs = undefined;
        return health;
      } catch (error) {
        if (!(error instanceof Failure) || error.code === "CANCELLED") throw error;
        // Connections that do not come about fail before that (`connectMs`).
        if (performance.now() - startMs >= engineLimits.healthAnswerMs) return silent();
        silentSinceMs = undefined;
        return { state: "down", reason: error.message };
      }
    },
  };
}
