import assert from "node:assert/strict";
import { test } from "node:test";
import { Background } from "../../src/background.ts";
import type { Health } from "../../src/engines/engine.ts";
import { serviceConfigSchema } from "../../src/engines/service-config-schema.ts";
import { lowMemory } from "../../src/gpu/gpu.ts";
import { Service } from "../../src/services/service.ts";
import { Suspension } from "../../src/services/suspension.ts";
import { PacedEngine } from "../link/paced-engine.ts";

class StartedEngine extends PacedEngine {
  readonly calls: string[] = [];
  suspend(reason: string): Promise<void> {
    this.calls.push(reason);
    return Promise.resolve();
  }
  resume(): void {
    this.calls.push("resume");
  }
}

function serviceOf(engine: PacedEngine, health: Health): Service {
  const service = new Service("a", serviceConfigSchema.parse({ engine: "espeak-ng" }), engine);
  service.looked({ description: undefined, health });
  return service;
}

const background = new Background({ log: assert.fail, now: () => 0 });

test("the owner's program stops every engine that the agent starts, once, until it ends", () => {
  const engine = new StartedEngine(1, 0);
  const service = serviceOf(engine, { state: "ready" });
  const suspension = new Suspension(background);
  suspension.apply(service);
  suspension.wish = { at: "all", reason: "a game" };
  suspension.apply(service);
  suspension.apply(service);
  assert.ok(service.doubted.aborted, "it is looked at again");
  suspension.wish = { at: "none" };
  suspension.apply(service);
  suspension.apply(service);
  assert.deepEqual(engine.calls, ["a game", "resume"]);
});

test("too little memory keeps a cold engine from being started, and lets one that runs be", () => {
  const cold = new StartedEngine(1, 0);
  const running = new StartedEngine(1, 0);
  const suspension = new Suspension(background);
  suspension.wish = { at: "cold", reason: "too little" };
  const service = serviceOf(cold, { state: "cold" });
  suspension.apply(service);
  suspension.apply(serviceOf(running, { state: "ready" }));
  service.looked({ description: undefined, health: { state: "down", reason: "too little" } });
  suspension.apply(service);
  assert.deepEqual([cold.calls, running.calls], [["too little"], []]);
});

test("an engine that somebody else starts is left alone", () => {
  const suspension = new Suspension(background);
  suspension.wish = { at: "all", reason: "a game" };
  suspension.apply(serviceOf(new PacedEngine(1, 0), { state: "ready" }));
});

test("memory is low when no card has as much free as is wanted", () => {
  const card = { name: "x", totalBytes: 12 * 2 ** 30, freeBytes: 3 * 2 ** 30 };
  assert.equal(lowMemory([card], undefined), undefined);
  assert.equal(lowMemory([], 4), undefined);
  assert.equal(lowMemory([card], 3), undefined);
  assert.match(lowMemory([card], 4) ?? "", /Only 3\.0 GB/);
});
