import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { TestHub } from "../link/test-hub.ts";
import { until } from "../until.ts";
import { makeHome } from "./home.ts";
import { Cli, runCli } from "./run-cli.ts";

test("an agent that drains leaves its name to the next one, and finishes what it speaks", async () => {
  await using hub = await TestHub.start();
  await using home = await makeHome();
  const at = { home: home.path };
  const argv = ["serve", "--hub", hub.url, "--token-file", home.token, "--name", "rig"];
  await using old = new Cli(argv, at);
  await until("the agent is here", () => hub.isUsable);
  const heard = hub.speak("word ".repeat(3_000));
  heard.isReading = false;
  await until("it speaks", () => heard.format !== undefined);
  old.child.kill("SIGTERM");
  await until("it drains", () => hub.drained === 1);

  await using next = new Cli(argv, at);
  await until("the next one is here", () => hub.hellos.length === 2);
  const listed = async (): Promise<string> => (await runCli(["status", "--json"], at)).out;
  const states = (await listed())
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { state: string }).state);
  assert.deepEqual(states.toSorted(), ["draining", "online"]);
  assert.equal((await runCli(["pause"], at)).code, 0, "the one that serves is meant");
  heard.read();
  assert.equal((await heard.over).failure, undefined);
  assert.equal(await old.exit, 0);
  assert.equal(
    (await runCli(["status", "--name", "rig"], at)).code,
    1,
    "the next one still answers",
  );
  assert.equal(next.child.exitCode, null);
});

test("what a callback throws and nothing catches is logged and shown, and the agent serves on", async () => {
  await using hub = await TestHub.start();
  await using home = await makeHome();
  const fault = join(home.path, "fault.mjs");
  await writeFile(
    fault,
    'process.on("SIGUSR2", () => { throw new TypeError("from a callback"); });\n',
  );
  const argv = ["serve", "--hub", hub.url, "--token-file", home.token];
  const environment = { NODE_OPTIONS: `--import=${fault}` };
  await using agent = new Cli(argv, { home: home.path, environment });
  await until("the agent is here", () => hub.isUsable);
  agent.child.kill("SIGUSR2");
  await until("it is logged", () => agent.err.includes("from a callback"));
  assert.equal((await hub.speak("hello").over).failure, undefined);
  const { out } = await runCli(["status"], { home: home.path });
  assert.match(out, /warning: a callback failed: .*from a callback/s);
});
