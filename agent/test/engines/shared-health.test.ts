import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import type { Engine, Health } from "../../src/engines/engine.ts";
import { engineLimits } from "../../src/engines/limits.ts";
import { serviceConfigSchema } from "../../src/engines/service-config-schema.ts";
import { SharedHealth } from "../../src/engines/shared-health.ts";
import { never } from "./contract.ts";

test("a server is looked at once for all its services, and again when the look is no longer fresh", async () => {
  let nowMs = 0;
  const looks = { a: 0, b: 0 };
  const healths = new SharedHealth(() => nowMs);
  const serviceOf = (server: "a" | "b", model: string): Engine => {
    const settings = { engine: "openai", preset: "generic", model, url: `http://${server}/v1` };
    return healths.of(
      engineWith(() => (looks[server] += 1)),
      serviceConfigSchema.parse(settings),
    );
  };
  const services = [serviceOf("a", "one"), serviceOf("a", "two"), serviceOf("b", "three")];
  const look = () => Promise.all(services.map((service) => service.health(never())));
  deepEqual(await look(), [{ state: "busy" }, { state: "busy" }, { state: "busy" }]);
  deepEqual(looks, { a: 1, b: 1 });
  nowMs += engineLimits.healthFreshMs;
  await look();
  equal(looks.a, 2);
});

function engineWith(looked: () => void): Engine {
  const health = async (): Promise<Health> => {
    looked();
    return { state: "busy" };
  };
  return { kind: "test", describe: unused, speak: unused, health };
}

function unused(): Promise<never> {
  return Promise.reject(new Error("not asked for"));
}
