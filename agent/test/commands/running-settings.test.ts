import assert from "node:assert/strict";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { AgentStatus } from "../../src/status/agent-status.ts";
import { TestHub } from "../link/test-hub.ts";
import { until } from "../until.ts";
import { api } from "./hub-api.ts";
import { makeHome } from "./home.ts";
import { Cli, runCli } from "./run-cli.ts";

test("config show and doctor use the settings of the agent that runs, given by flags though they are", async () => {
  await using hub = await TestHub.start();
  await using home = await makeHome();
  const at = { home: home.path };
  // A relative path, for the agent's own folder.
  const argv = ["serve", "--hub", hub.url, "--token-file", "token", "--name", "rig"];
  await using _ = new Cli([...argv, "--quiet-hours", "03:00-03:01"], at);
  await until("the agent is here", () => hub.isUsable);

  const shown = await runCli(["config", "show"], at);
  assert.equal(shown.code, 0, shown.err);
  assert.match(shown.err, /the settings of the agent rig, which runs here/);
  assert.match(shown.out, new RegExp(`^hub: ${hub.url} {2}# --hub$`, "m"));
  assert.match(shown.out, new RegExp(`^token_file: ${home.token} {2}# --token-file$`, "m"));
  assert.match(shown.out, /- 03:00-03:01/);
  const doctor = await runCli(["doctor"], at);
  assert.match(doctor.out, /ok {2}echo: /);
  assert.equal((await runCli(["config", "show", "--name", "other"], at)).code, 78);
});

test("status --hub asks the running agent's hub with its key", async () => {
  await using hub = await TestHub.start();
  await using listing = await api(() => ({ status: 200, body: { data: [] } }));
  await using home = await makeHome();
  const environment = { CLUB_HUB: listing.url };
  const argv = ["serve", "--token-file", home.token, "--name", "rig"];
  await using agent = new Cli(argv, { home: home.path, environment });
  await until("it serves", async () => (await runCli(["status"], { home: home.path })).code !== 3);
  const { code, out } = await runCli(["status", "--hub"], { home: home.path });
  assert.equal(code, 0);
  assert.match(out, /No provider/);
  assert.ok(listing.asked.includes("GET /v1/providers Bearer club-test-key"), listing.asked.join());
  assert.equal(agent.child.exitCode, null);
  assert.equal(hub.hellos.length, 0);
});

test("an agent that is found by two paths is one", async () => {
  await using hub = await TestHub.start();
  await using home = await makeHome();
  const state = join(home.path, "state");
  await mkdir(join(state, "club"), { recursive: true, mode: 0o700 });
  const runtime = join(home.path, "run");
  await symlink(state, runtime);
  const environment = { XDG_RUNTIME_DIR: runtime, XDG_STATE_HOME: state };
  const argv = ["serve", "--hub", hub.url, "--token-file", home.token];
  await using _ = new Cli(argv, { home: home.path, environment });
  await until("the agent is here", () => hub.isUsable);
  const { out } = await runCli(["status", "--json"], { home: home.path, environment });
  assert.equal(out.trim().split("\n").length, 1, out);
});

test("names that stand for the default voice are not counted as voices", async () => {
  await using hub = await TestHub.start();
  await using home = await makeHome();
  await using _ = new Cli(["serve", "--hub", hub.url, "--token-file", home.token], {
    home: home.path,
  });
  await until("the agent is here", () => hub.isUsable);
  const names = hub.services[0]?.voices.map(({ name }) => name) ?? [];
  assert.ok(names.includes("alloy"));
  const { out } = await runCli(["status", "--json"], { home: home.path });
  const [service] = (JSON.parse(out) as AgentStatus).services;
  assert.equal(service?.voices, names.length - 13);
});
