import assert from "node:assert/strict";
import { test } from "node:test";
import { TestHub } from "../link/test-hub.ts";
import { until } from "../until.ts";
import { makeHome } from "./home.ts";
import { inTerminal } from "./pseudo-terminal.ts";
import { Cli, runCli } from "./run-cli.ts";

test("status --watch redraws in place, follows what happens, and gives the screen back", async () => {
  await using hub = await TestHub.start();
  await using home = await makeHome();
  const argv = ["serve", "--hub", hub.url, "--token-file", home.token, "--name", "rig"];
  await using agent = new Cli(argv, { home: home.path });
  await until("the agent is here", () => hub.isUsable);
  await using screen = inTerminal(["status", "--watch"], { home: home.path });
  await until("it is shown", async () => (await screen.text()).includes("rig is online"));
  assert.match(await screen.text(), /Ctrl-C leaves$/);

  await hub.speak("hello").over;
  await until("the count follows", async () => (await screen.text()).includes("1 served"));
  const text = await screen.text();
  assert.equal(text.split("rig is").length, 2, "one picture, not two");
  for (const line of text.split("\n")) assert.ok(line.length <= 80, line);

  agent.child.kill("SIGTERM");
  await agent.exit;
  await until("its end is shown", async () => (await screen.text()).includes("No agent runs here"));
  assert.doesNotMatch(await screen.text(), /espeak-ng/);
  screen.type("\x03");
  assert.equal(await screen.exit, 0);
  assert.equal((await screen.text()).trim(), "");
});

test("status --watch without a terminal says what to use instead", async () => {
  await using home = await makeHome();
  const ended = await runCli(["status", "--watch"], { home: home.path });
  assert.equal(ended.code, 2);
  assert.match(ended.err, /--json/);
});

test("at a terminal, serve says what it serves and where to look", async () => {
  await using hub = await TestHub.start();
  await using home = await makeHome();
  const argv = ["serve", "--hub", hub.url, "--token-file", home.token, "--name", "rig"];
  await using screen = inTerminal(argv, { home: home.path });
  await until("it is told", async () => (await screen.text()).includes("Ctrl-C stops it"));
  const text = (await screen.text()).replaceAll("\n", "");
  assert.ok(text.includes(`Serving espeak-ng to ${hub.url} as rig.`), text);
});
