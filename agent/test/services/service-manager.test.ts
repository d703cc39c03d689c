import assert from "node:assert/strict";
import { test } from "node:test";
import { encode } from "@club/shared/wire/encode.ts";
import { limits } from "@club/shared/wire/limits.ts";
import { Background } from "../../src/background.ts";
import type { EngineDescription } from "../../src/engines/engine.ts";
import { engineLimits } from "../../src/engines/limits.ts";
import { serviceConfigSchema } from "../../src/engines/service-config-schema.ts";
import type { ServiceConfig } from "../../src/engines/service-config.ts";
import { declarationOf, fitIntoFrame } from "../../src/services/declaration.ts";
import { ServiceManager } from "../../src/services/service-manager.ts";
import { Service } from "../../src/services/service.ts";
import { PacedEngine } from "../link/paced-engine.ts";
import { until } from "../until.ts";

function config(model: string, more: object = {}): ServiceConfig {
  return serviceConfigSchema.parse({ engine: "espeak-ng", model, ...more });
}

function managerOf(engine: PacedEngine): ServiceManager & AsyncDisposable {
  const manager = new ServiceManager({
    createEngine: () => engine,
    now: () => performance.now(),
    changed: () => undefined,
    background: new Background({ log: () => undefined, now: () => performance.now() }),
  });
  return Object.assign(manager, { [Symbol.asyncDispose]: () => manager.stop() });
}

test("services of one model have ids of their own", async () => {
  await using manager = managerOf(new PacedEngine(1, 0));
  manager.replace([config("a"), config("b"), config("a"), config("a#2")]);
  assert.deepEqual(
    manager.services.map(({ id }) => id),
    ["a", "b", "a#2", "a#2#2"],
  );
});

test("a service whose configuration is the same goes on as it is", async () => {
  await using manager = managerOf(new PacedEngine(1, 0));
  manager.replace([config("a"), config("b", { slots: 2 })]);
  const [a, b] = manager.services;
  manager.replace([config("b", { slots: 3 }), config("a")]);
  assert.equal(manager.find("a"), a);
  assert.notEqual(manager.find("b"), b);
  assert.equal(manager.find("b")?.slots.size, 3);
});

test("the engine of a service that is gone is closed, and all are at the end", async () => {
  let closed = 0;
  const engine = Object.assign(new PacedEngine(1, 0), {
    close: () => Promise.resolve(void (closed += 1)),
  });
  const manager = managerOf(engine);
  manager.replace([config("a"), config("b")]);
  manager.replace([config("b")]);
  assert.equal(closed, 1);
  await manager.stop();
  assert.equal(closed, 2);
});

test("an engine that starts on demand is declared cold, and takes work", async () => {
  const engine = new PacedEngine(1, 0);
  engine.state = { state: "cold", warmUpMs: 4_000 };
  await using manager = managerOf(engine);
  manager.replace([config("a")]);
  await manager.seen;
  const [declared] = manager.declarations(undefined);
  assert.deepEqual([declared?.ready, declared?.cold, declared?.warmUpMs], [true, true, 4_000]);
});

test("an engine that is down is not asked for its voices, and is once it is up", async () => {
  const engine = new PacedEngine(1, 0);
  engine.state = { state: "down", reason: "not there" };
  await using manager = managerOf(engine);
  manager.replace([config("a")]);
  await manager.seen;
  assert.deepEqual(manager.declarations(undefined)[0]?.voices, []);
  assert.equal(manager.declarations(undefined)[0]?.reason, "not there");
  engine.state = { state: "busy" };
  await until("it is up", () => manager.declarations(undefined)[0]?.ready === true);
  assert.equal(manager.declarations(undefined)[0]?.voices.length, 1);
});

test("an engine that fails an utterance is looked at before its time", async () => {
  const engine = new PacedEngine(1, 0);
  await using manager = managerOf(engine);
  manager.replace([config("a")]);
  await manager.seen;
  engine.state = { state: "down", reason: "it fell over" };
  manager.find("a")?.doubt();
  const isOff = (): boolean => manager.find("a")?.downReason === "it fell over";
  await until("it is off", isOff, engineLimits.watchUpMs - 1_000);
});

test("what closes the agent as a whole closes every service", async () => {
  await using manager = managerOf(new PacedEngine(1, 0));
  manager.replace([config("a")]);
  await manager.seen;
  const [declared] = manager.declarations("Quiet hours until 07:00.");
  assert.equal(declared?.ready, false);
  assert.equal(declared.reason, "Quiet hours until 07:00.");
});

test("the hub is told whose turn comes first, where the configuration says it", () => {
  const declared = [config("a", { friends: ["bob"] }), config("b")].map((one) =>
    declarationOf(new Service(one.model, one, new PacedEngine(1, 0)), undefined),
  );
  assert.deepEqual(declared[0]?.friends, ["bob"]);
  assert.ok(declared[1] !== undefined && !("friends" in declared[1]));
  assert.ok(!("parameters" in declared[1]), "nobody has looked yet what it takes");
});

test("a declaration keeps to the wire's bounds, whatever the engine says", () => {
  const description: EngineDescription = {
    voices: [
      { name: "", languages: [] },
      { name: "x".repeat(129), languages: [] },
      { name: "good", languages: ["en", "", "y".repeat(129)] },
    ],
    features: ["streaming"],
    parameters: ["seed", "", "x".repeat(129)],
    defaultVoice: "x".repeat(129),
  };
  const service = new Service("a", config("a"), new PacedEngine(1, 0));
  service.looked({ description, health: { state: "down", reason: "z".repeat(9_999) } });
  const declared = declarationOf(service, undefined);
  assert.deepEqual(declared.voices, [{ name: "good", languages: ["en"] }]);
  assert.deepEqual(declared.parameters, ["seed"]);
  assert.equal(declared.defaultVoice, undefined);
  assert.equal(declared.reason?.length, limits.messageChars);
});

test("more voices than a frame can carry are left out, of those that have the most", () => {
  const base = { type: "tts", features: [], slots: 1, ready: true, access: "members" as const };
  const services = [
    {
      ...base,
      id: "many",
      model: "many",
      voices: Array.from({ length: 1_000 }, (_, at) => voice(at)),
    },
    {
      ...base,
      id: "more",
      model: "more",
      voices: Array.from({ length: 900 }, (_, at) => voice(at)),
    },
    { ...base, id: "few", model: "few", voices: [voice(0), voice(1)] },
  ];
  const fitting = fitIntoFrame(services);
  assert.ok(encode({ type: "SERVICES", services: fitting }).length <= limits.declarationBytes);
  assert.ok((fitting[0]?.voices.length ?? 0) > 250);
  assert.equal(fitting[2]?.voices.length, 2);
});

function voice(at: number): { readonly name: string; readonly languages: readonly string[] } {
  return { name: `a-voice-with-quite-a-long-name-${at}`, languages: ["en-US"] };
}
