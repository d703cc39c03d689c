import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { freePort } from "../../../shared/test/free-port.ts";
import { TestHub } from "../link/test-hub.ts";
import { until } from "../until.ts";
import { makeHome } from "./home.ts";
import { Cli, runCli } from "./run-cli.ts";

test("pause, resume, ready, logs and drain speak to the running agent", async () => {
  await using hub = await TestHub.start();
  await using home = await makeHome();
  const at = { home: home.path };
  assert.equal((await runCli(["ready"], at)).code, 3);
  assert.equal((await runCli(["pause"], at)).code, 3);
  const argv = ["serve", "--hub", hub.url, "--token-file", home.token, "--name", "rig"];
  await using agent = new Cli(argv, at);
  assert.equal((await runCli(["ready", "--timeout", "10s"], at)).code, 0);

  assert.equal((await runCli(["pause", "--for", "2h"], at)).code, 0);
  await until("the hub knows", () => hub.services[0]?.ready === false);
  assert.match(hub.services[0]?.reason ?? "", /^Paused by its owner until/);
  assert.equal((await hub.speak("hello").over).failure?.code, "NOT_READY");
  const paused = await runCli(["status", "--json"], at);
  assert.equal(paused.code, 1);
  assert.equal((JSON.parse(paused.out) as { state: string }).state, "paused");
  assert.equal((await runCli(["ready"], at)).code, 1);

  assert.equal((await runCli(["resume"], at)).code, 0);
  await until("the hub knows", () => hub.services[0]?.ready === true);
  assert.equal((await hub.speak("hello").over).failure, undefined);
  assert.match((await runCli(["logs", "--lines", "1"], at)).out, /"msg":"served"/);

  const drained = await runCli(["drain", "--name", "rig"], at);
  assert.equal(drained.out, "rig has stopped.\n");
  assert.equal(await agent.exit, 0);
});

test("logs --follow shows what is logged from now on", async () => {
  await using hub = await TestHub.start();
  await using home = await makeHome();
  const argv = ["serve", "--hub", hub.url, "--token-file", home.token];
  await using _ = new Cli(argv, { home: home.path });
  await until("the agent is here", () => hub.isUsable);
  await using follower = new Cli(["logs", "--follow"], { home: home.path });
  await until("it follows", () => follower.out.includes("connected"));
  await hub.speak("hello").over;
  await until("it is told", () => follower.out.includes("served"));
});

test("status ends with 4 when the hub has revoked the key, and says so", async () => {
  await using hub = await TestHub.start();
  await using home = await makeHome();
  const argv = ["serve", "--hub", hub.url, "--token-file", home.token];
  await using _ = new Cli(argv, { home: home.path });
  await until("the agent is here", () => hub.isUsable);
  hub.welcome = { at: "refuse", status: 401 };
  hub.endpoint?.end(4401, "revoked");
  const needsLogin = async (): Promise<boolean> => {
    const { code, out } = await runCli(["status"], { home: home.path });
    return code === 4 && /refused by the hub: log in again/.test(out);
  };
  await until("it needs a login", needsLogin);
});

test("several agents are listed, and one of them chosen by name", async () => {
  await using hub = await TestHub.start();
  await using home = await makeHome();
  const at = { home: home.path };
  const argv = ["serve", "--hub", hub.url, "--token-file", home.token];
  await using _ = new Cli([...argv, "--name", "attic"], at);
  await using __ = new Cli([...argv, "--name", "cellar"], at);
  await until("both are here", () => hub.hellos.length === 2);
  const all = await runCli(["status"], at);
  assert.match(all.out, /^attic is [^]*^cellar is [^]*--name NAME/m);
  const json = await runCli(["status", "--json"], at);
  assert.deepEqual(
    json.out
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { name: string }).name),
    ["attic", "cellar"],
  );
  const one = await runCli(["status", "--name", "attic"], at);
  assert.doesNotMatch(one.out, /cellar/);
  const pause = await runCli(["pause"], at);
  assert.equal(pause.code, 2);
  assert.match(pause.err, /choose with --name, of attic, cellar/);
});

test("a changed file, SIGHUP and reload change the services without dropping a stream", async () => {
  await using hub = await TestHub.start();
  await using home = await makeHome();
  const at = { home: home.path };
  const file = join(home.path, "agent.yaml");
  const write = (...models: readonly string[]): Promise<void> =>
    writeFile(
      file,
      [
        `hub: ${hub.url}`,
        "token_file: token",
        "services:",
        ...models.map((model) => `  - { engine: espeak-ng, model: ${model} }`),
      ].join("\n"),
    );
  const declared = (): string => hub.services.map(({ id }) => id).join(" ");
  await write("one");
  await using agent = new Cli(["serve", "--config", file], at);
  await until("the agent is here", () => hub.isUsable);
  const heard = hub.speak("word ".repeat(3_000));
  heard.isReading = false;
  await until("it speaks", () => heard.format !== undefined);

  await write("two", "three");
  agent.child.kill("SIGHUP");
  await until("it has read the file", () => declared() === "two three");
  await write("three");
  await until("the file's change is seen", () => declared() === "three");
  await writeFile(file, "hub: nonsense");
  const reload = await runCli(["reload"], at);
  assert.equal(reload.code, 78);
  assert.match(reload.err, /agent.yaml:1: hub must be/);
  assert.equal(declared(), "three");

  heard.read();
  assert.equal((await heard.over).failure, undefined);
  assert.ok(heard.bytes > 22_050 * 2 * 60);
});

test("probes and metrics are served on request", async () => {
  await using hub = await TestHub.start();
  await using home = await makeHome();
  const port = await freePort();
  const argv = ["serve", "--hub", hub.url, "--token-file", home.token, "--listen", String(port)];
  await using _ = new Cli(argv, { home: home.path });
  await until("the agent is here", () => hub.isUsable);
  await hub.speak("hello").over;
  const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`);
  assert.equal((await get("/livez")).status, 200);
  assert.equal((await get("/readyz")).status, 200);
  const metrics = await (await get("/metrics")).text();
  assert.match(metrics, /^club_agent_served_total\{model="espeak-ng"\} 1$/m);
  assert.match(metrics, /^club_agent_connected 1$/m);
  assert.match(metrics, /^club_agent_sent_bytes_total [1-9]/m);
  assert.equal((await get("/status")).status, 404);
  hub.welcome = { at: "refuse", status: 503 };
  hub.cut();
  await until("it is not ready", async () => (await get("/readyz")).status === 503);
  assert.equal((await get("/livez")).status, 200);
});
