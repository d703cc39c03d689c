import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createEngine } from "../../../src/engines/create-engine.ts";
import type { Engine } from "../../../src/engines/engine.ts";
import { onDemandEngine } from "../../../src/engines/on-demand/on-demand-engine.ts";
import { OnDemandServer } from "../../../src/engines/on-demand/on-demand-server.ts";
import { serviceConfigSchema } from "../../../src/engines/service-config-schema.ts";
import { freePort } from "../../../../shared/test/free-port.ts";
import { until } from "../../until.ts";
import { collect, failed, never, saying, sentence } from "../contract.ts";

const program = fileURLToPath(new URL("server-program.ts", import.meta.url));

suite("an engine that is started on demand", () => {
  test("is cold, is started once by requests at the same moment, and then speaks", async () => {
    await using home = await startHome({ loadMs: 300 });
    const { engine, server } = home;
    deepEqual(await engine.health(never()), { state: "cold" });
    equal(server.pid, undefined);
    const speak = () => engine.speak(saying(sentence, "one"), never()).then(collect);
    const both = Promise.all([speak(), speak()]);
    await until("its process runs", () => server.pid !== undefined);
    equal((await engine.health(never())).state, "loading");
    const { pid } = server;
    for (const pcm of await both) equal(pcm.byteLength, 48_000);
    equal(server.pid, pid);
    deepEqual(await engine.health(never()), { state: "ready" });
    ok((server.warmUpMs ?? 0) >= 300);
  });

  test("stops when nobody has used it for a while, is known all the same, and starts again", async () => {
    await using home = await startHome({ idleMs: 100 });
    const { engine, server } = home;
    const described = await engine.describe(never());
    const first = server.pid;
    await until("it is cold", () => server.at === "stopped" && !isAlive(first));
    const health = await engine.health(never());
    deepEqual(health, { state: "cold", warmUpMs: server.warmUpMs });
    deepEqual(await engine.describe(never()), described);
    equal(server.at, "stopped");
    await collect(await engine.speak(saying(sentence, "one"), never()));
    ok(server.pid !== first);
  });

  test("is not stopped while it speaks", async () => {
    await using home = await startHome({ idleMs: 1 });
    const { engine, server } = home;
    const speech = await engine.speak(saying(sentence, "one"), never());
    await new Promise((resolve) => setTimeout(resolve, 50));
    equal(server.at, "running");
    await collect(speech);
    await until("it is stopped", () => server.at === "stopped");
  });

  test("that fails shows its last lines, and is left alone for longer each time", async () => {
    await using home = await startHome({ fault: "crash" });
    const { engine, clock } = home;
    const speak = () => engine.speak(saying(sentence, "one"), never());
    await rejects(speak(), /ended with exit code 3: loading on \d+ CUDA out of memory/);
    await rejects(speak(), { code: "NOT_READY", retryAfterMs: 1_000 });
    const health = await engine.health(never());
    match("reason" in health ? health.reason : "", /CUDA out of memory/);
    clock.nowMs += 1_000;
    deepEqual(await engine.health(never()), { state: "cold" });
    await rejects(speak(), { code: "NOT_READY", retryAfterMs: 2_000 });
  });

  test("that is killed while it runs is started again after a moment", async () => {
    await using home = await startHome({});
    const { engine, server, clock } = home;
    await engine.describe(never());
    process.kill(server.pid ?? 0, "SIGKILL");
    await until("it is noticed", () => server.at === "failed");
    match(JSON.stringify(await engine.health(never())), /SIGKILL/);
    clock.nowMs += 1_000;
    await collect(await engine.speak(saying(sentence, "one"), never()));
  });

  test("is stopped for its owner's other work, even if it does not listen, and resumes", async () => {
    await using home = await startHome({ fault: "deaf" });
    const { engine, server } = home;
    await engine.describe(never());
    const { pid } = server;
    await engine.suspend?.("A game runs.");
    ok(!isAlive(pid));
    deepEqual(await engine.health(never()), { state: "down", reason: "A game runs." });
    await rejects(engine.speak(saying(sentence, "one"), never()), failed("NOT_READY"));
    engine.resume?.();
    await collect(await engine.speak(saying(sentence, "one"), never()));
  });

  test("goes on with its start when the owner's other work is over before the next look", async () => {
    await using home = await startHome({ loadMs: 500 });
    const { engine, server } = home;
    const speaking = engine.speak(saying(sentence, "one"), never());
    await until("the engine is started", () => server.pid !== undefined);
    const suspended = engine.suspend?.("A game runs.");
    engine.resume?.();
    equal(server.at, "starting");
    await collect(await speaking);
    await suspended;
    // Its end is noticed, as that of any engine.
    process.kill(server.pid ?? 0, "SIGKILL");
    await until("its end is noticed", () => server.at === "failed");
  });

  test("finishes what it speaks before it is stopped, and goes on when that is no longer wanted", async () => {
    await using home = await startHome({});
    const { engine, server } = home;
    const speech = await engine.speak(saying(sentence, "one"), never());
    const { pid } = server;
    const suspended = engine.suspend?.("A game runs.");
    await rejects(engine.speak(saying(sentence, "one"), never()), failed("NOT_READY"));
    engine.resume?.();
    await collect(speech);
    await suspended;
    equal(server.pid, pid);
    const again = await engine.speak(saying(sentence, "one"), never());
    const stopped = engine.suspend?.("A game runs.");
    equal((await collect(again)).byteLength, 48_000);
    await stopped;
    ok(!isAlive(pid));
  });

  test("does not hold a request that is cancelled while it starts", async () => {
    await using home = await startHome({ loadMs: 60_000 });
    const cancel = new AbortController();
    const speech = home.engine.speak(saying(sentence, "one"), cancel.signal);
    await until("it is being started", () => home.server.pid !== undefined);
    cancel.abort();
    await rejects(speech, failed("CANCELLED"));
  });

  test("is neither started nor stopped where somebody else runs it", async () => {
    await using other = await startHome({});
    await other.engine.describe(never());
    await using home = await startHome({ port: other.port });
    await collect(await home.engine.speak(saying(sentence, "one"), never()));
    equal(home.server.pid, undefined);
    await home.engine.close?.();
    equal(other.server.at, "running");
  });
});

type Home = AsyncDisposable & {
  readonly engine: Engine;
  readonly server: OnDemandServer;
  readonly clock: { nowMs: number };
  readonly port: number;
};

type HomeOptions = {
  readonly loadMs?: number;
  readonly idleMs?: number;
  readonly fault?: "crash" | "deaf";
  readonly port?: number;
};

async function startHome(options: HomeOptions): Promise<Home> {
  const { loadMs = 0, idleMs, fault = "none" } = options;
  const port = options.port ?? (await freePort());
  const clock = { nowMs: 0 };
  const startMs = performance.now();
  const inner = createEngine(
    serviceConfigSchema.parse({
      engine: "openai",
      preset: "generic",
      model: "m",
      url: `http://127.0.0.1:${port}/v1`,
    }),
  );
  const server = new OnDemandServer({
    start: [process.execPath, program, String(port), String(loadMs), fault],
    health: (signal) => inner.health(signal),
    warmUpMaxMs: 30_000,
    idleMs,
    // Real time goes on beside what the test adds: it is also what a start is measured by.
    now: () => (fault === "crash" ? 0 : performance.now() - startMs) + clock.nowMs,
  });
  const engine = onDemandEngine(inner, server);
  return {
    engine,
    server,
    clock,
    port,
    [Symbol.asyncDispose]: () => server.suspend("The test is over."),
  };
}

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}
