import { deepEqual, equal } from "node:assert/strict";
import { suite, test } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { engineLimits } from "../../src/engines/limits.ts";
import { withBoundedHealth } from "../../src/engines/with-bounded-health.ts";
import { never } from "./contract.ts";

suite("an engine's health", () => {
  test("is busy while it is silent, and down after a silence that no work explains", async () => {
    let nowMs = 0;
    const engine = withBoundedHealth(engineWith(silence), () => nowMs);
    deepEqual(await engine.health(never()), { state: "busy" });
    nowMs += engineLimits.silenceMaxMs;
    deepEqual(await engine.health(never()), {
      state: "down",
      reason: "The speech server has not answered for 180 s.",
    });
  });

  test("is down at once where no connection comes about", async () => {
    const health = await withBoundedHealth(engineWith(gone)).health(never());
    deepEqual(health, { state: "down", reason: "Nobody is there." });
  });

  test("leaves time for a connection that does not come about", () => {
    equal(engineLimits.connectMs < engineLimits.healthAnswerMs, true);
  });
});

async function gone(): Promise<never> {
  throw new Failure("NOT_READY", "Nobody is there.");
}

function silence(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("closed")), { once: true });
  });
}

function engineWith(health: Engine["health"]): Engine {
  return { kind: "test", describe: unused, speak: unused, health };
}

function unused(): Promise<never> {
  return Promise.reject(new Error("not asked for"));
}
