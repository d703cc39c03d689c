import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { AgentStatus } from "../../src/status/agent-status.ts";
import { TestHub } from "../link/test-hub.ts";
import { until } from "../until.ts";
import { makeHome } from "./home.ts";
import { Cli, runCli } from "./run-cli.ts";

test("serve finds espeak-ng, speaks, tells its status and stops with 0 when asked", async () => {
  await using hub = await TestHub.start();
  await using place = await makeHome();
  const argv = ["serve", "--type", "tts", "--hub", hub.url, "--token-file", place.token];
  await using agent = new Cli([...argv, "--name", "rig"], { home: place.path });
  await until("the agent is here", () => hub.isUsable);
  assert.equal(hub.services[0]?.model, "espeak-ng");
  assert.ok((hub.services[0]?.voices.length ?? 0) > 50);
  const heard = await hub.speak("Hello from a process of its own.").over;
  assert.ok(heard.bytes > 22_050);

  const asked = await runCli(["status", "--json"], { home: place.path });
  assert.equal(asked.code, 0);
  const status = JSON.parse(asked.out) as AgentStatus;
  assert.equal(status.schema, 1);
  assert.equal(status.state, "online");
  assert.equal(status.name, "rig");
  assert.equal(status.services[0]?.served, 1);
  assert.equal(status.services[0].audio_seconds, Number((heard.bytes / 2 / 22_050).toFixed(3)));

  const words = await runCli(["status"], { home: place.path });
  assert.match(words.out, /^rig is online: connected for/);
  assert.ok(words.out.split("\n").every((line) => line.length <= 80));

  agent.child.kill("SIGTERM");
  assert.equal(await agent.exit, 0);
  assert.doesNotMatch(agent.err, /club-test-key|Hello from/);
  for (const line of agent.err.trim().split("\n")) JSON.parse(line);
  assert.equal((await runCli(["status"], { home: place.path })).code, 3);
});

test("a second signal ends serve at once, in the middle of its work", async () => {
  await using hub = await TestHub.start();
  await using place = await makeHome();
  const argv = ["serve", "--hub", hub.url, "--token-file", place.token];
  await using agent = new Cli(argv, { home: place.path });
  await until("the agent is here", () => hub.isUsable);
  const heard = hub.speak("word ".repeat(3_000));
  heard.isReading = false;
  await until("it speaks", () => heard.format !== undefined);
  agent.child.kill("SIGTERM");
  await until("the hub knows", () => hub.drained === 1);
  assert.equal(agent.child.exitCode, null);
  agent.child.kill("SIGTERM");
  assert.equal(await agent.exit, 1);
});

for (const { words, welcome, code } of [
  { words: "a refused key", welcome: { at: "refuse", status: 401 }, code: 77 },
  { words: "a key without the scope", welcome: { at: "refuse", status: 403 }, code: 77 },
  { words: "a refused version", welcome: { at: "refuse", status: 426 }, code: 76 },
  { words: "a key refused after the upgrade", welcome: close(4401), code: 77 },
  { words: "a version refused after the upgrade", welcome: close(4426), code: 76 },
] as const) {
  test(`serve ends with ${code} at ${words}`, async () => {
    await using hub = await TestHub.start();
    await using place = await makeHome();
    hub.welcome = welcome;
    const argv = ["serve", "--hub", hub.url, "--token-file", place.token];
    assert.equal((await runCli(argv, { home: place.path })).code, code);
  });
}

test("serve --once ends with 69 when the hub cannot be reached", async () => {
  const hub = await TestHub.start();
  const { url } = hub;
  await hub[Symbol.asyncDispose]();
  await using place = await makeHome();
  const argv = ["serve", "--once", "--hub", url, "--token-file", place.token];
  const ended = await runCli(argv, { home: place.path });
  assert.equal(ended.code, 69);
  assert.match(ended.err, /nothing listens there/);
});

test("serve says everything that is wrong with its configuration, and ends with 78", async () => {
  await using place = await makeHome();
  const file = join(place.path, "agent.yaml");
  await writeFile(
    file,
    [
      "hub: http://hub.example",
      "token_file: ./nowhere",
      "colour: blue",
      "services:",
      "  - engine: espeak-ng",
      "    slots: 0",
      "  - engine: espeek",
    ].join("\n"),
  );
  const ended = await runCli(["serve", "--config", file], { home: place.path });
  assert.equal(ended.code, 78);
  assert.match(ended.err, new RegExp(`^${file}:1: plain http`, "m"));
  assert.match(ended.err, new RegExp(`^${file}:2: The token file ${place.path}/nowhere`, "m"));
  assert.match(ended.err, new RegExp(`^${file}:3: colour is not a setting`, "m"));
  assert.match(ended.err, new RegExp(`^${file}:6: services\\[0\\].slots must be at least 1`, "m"));
  assert.match(
    ended.err,
    new RegExp(`^${file}:7: services\\[1\\].engine must be one of openai`, "m"),
  );
});

test("a wrong flag ends with 2", async () => {
  await using place = await makeHome();
  const ended = await runCli(["serve", "--port", "1"], { home: place.path });
  assert.equal(ended.code, 2);
  assert.match(ended.err, /unknown option '--port'/);
});

test("a second agent of the same name says that one is running already", async () => {
  await using hub = await TestHub.start();
  await using place = await makeHome();
  const argv = ["serve", "--hub", hub.url, "--token-file", place.token];
  await using _ = new Cli(argv, { home: place.path });
  await until("the agent is here", () => hub.isUsable);
  const second = await runCli(argv, { home: place.path });
  assert.equal(second.code, 1);
  assert.match(second.err, /running already/);
});

function close(code: number): { readonly at: "close"; readonly code: number; readonly reason: "" } {
  return { at: "close", code, reason: "" };
}
