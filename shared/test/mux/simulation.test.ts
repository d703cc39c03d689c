import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { limits } from "../../src/wire/limits.ts";
import type { ConsumerSide } from "./simulation/consumer-side.ts";
import { anyPlan, type Plan, type UtterancePlan } from "./simulation/plan.ts";
import { honestCloses, Simulation } from "./simulation/simulation.ts";

/** CLUB_SIMULATIONS=100000 for a night; a failure prints the seed and path that replay it. */
const numRuns = Number(process.env["CLUB_SIMULATIONS"] ?? 200);

describe("both endpoints over a bad network", () => {
  it("lose nothing, leave nothing over and stay within their windows, whatever happens", () => {
    fc.assert(fc.property(anyPlan, checkPlan), { numRuns });
  });
});

function checkPlan(plan: Plan): void {
  const simulation = new Simulation(plan);
  const isQuiet = simulation.run();
  const faults = [
    ...simulation.monitors.flatMap((one) => one.faults),
    ...simulation.consumers.flatMap((one) => one.faults),
    ...simulation.engines.flatMap((one) => one.faults),
  ];
  assert.deepEqual(faults, []);
  assert.deepEqual(
    simulation.closes.filter((code) => !honestCloses.has(code)),
    [],
  );
  assert.ok(isQuiet, `not at rest after an hour: ${simulation.agent.streams} streams left`);
  assert.ok(simulation.engines.every((one) => one.cancels <= 1));
  if (troubleMs(plan) < limits.resumeMs) assert.equal(simulation.losses, 0, "a session was lost");
  plan.utterances.forEach((utterance, i) => {
    const consumer = simulation.consumers[i];
    if (consumer?.isOpened) checkOutcome(consumer, utterance, simulation.losses > 0);
  });
}

/**
 * At most so long has nothing gone through, with what redialling and greeting add to a cut. Without
 * bound where the first WELCOME may not have come through: the agent has no token yet.
 */
function troubleMs(plan: Plan): number {
  if (plan.incidents.some((one) => one.atMs < 1_500)) return Number.POSITIVE_INFINITY;
  const greetingMs = 500 + 2 * (plan.up.delayMs + plan.down.delayMs) + 100;
  return plan.incidents.reduce((sum, one) => {
    if (one.kind === "cut") return sum + one.awayMs + one.agentHearsMs + greetingMs;
    if (one.kind === "stall") return sum + one.forMs;
    return one.kind === "blackhole" ? Number.POSITIVE_INFINITY : sum;
  }, 0);
}

function checkOutcome(consumer: ConsumerSide, plan: UtterancePlan, isSessionLost: boolean): void {
  assert.equal(consumer.ends.length, 1, "one end each");
  const [end] = consumer.ends;
  if (end === "ended") return;
  if (end === "cancelled") {
    return assert.ok(plan.cancelAfterMs !== undefined || plan.cancelAtBytes !== undefined);
  }
  const { code } = end ?? {};
  if (code === "ENGINE_FAILED") assert.ok(plan.engine.failsAt !== undefined);
  else if (code === "DEADLINE") assert.ok(plan.deadlineMs < 3_600_000);
  else assert.ok(code === "BUSY" || (code === "CONN_LOST" && isSessionLost), `ended by ${code}`);
}
