import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { freePort } from "../../../shared/test/free-port.ts";
import { TestHub } from "../link/test-hub.ts";
import { until } from "../until.ts";
import { makeHome } from "./home.ts";
import { Cli } from "./run-cli.ts";

const program = join(import.meta.dirname, "..", "engines", "on-demand", "server-program.ts");

async function answers(port: number): Promise<boolean> {
  return await fetch(`http://127.0.0.1:${port}/v1/models`).then(
    (response) => response.ok,
    () => false,
  );
}

test("an engine that the agent started makes room for the owner's game, and comes back after it", async () => {
  await using hub = await TestHub.start();
  await using home = await makeHome();
  const port = await freePort();
  const game = join(home.path, "game");
  const file = join(home.path, "agent.yaml");
  const start = JSON.stringify([process.execPath, program, String(port), "0"]);
  await writeFile(
    file,
    `hub: ${hub.url}\ntoken_file: token\npause_while: [test, -e, ${game}]\nservices:\n` +
      `  - { engine: openai, model: m, url: "http://127.0.0.1:${port}/v1", start: ${start} }\n`,
  );
  await using agent = new Cli(["serve", "--config", file], { home: home.path });
  await until("it is declared", () => hub.services[0]?.ready === true, 20_000);
  assert.equal((await hub.speak("hello").over).failure, undefined, agent.err);
  assert.equal(await answers(port), true);

  await writeFile(game, "");
  await until("its process is gone", async () => !(await answers(port)), 20_000);
  await until("the hub knows why", () => /exits with 0/.test(hub.services[0]?.reason ?? ""));
  await rm(game);
  await until("it is offered again", () => hub.services[0]?.ready === true, 20_000);
  assert.equal((await hub.speak("hello again").over).failure, undefined, agent.err);
});

test("no engine is started while less GPU memory is free than its owner wants", async () => {
  await using hub = await TestHub.start();
  await using home = await makeHome();
  const port = await freePort();
  const tool = join(home.path, "nvidia-smi");
  const memory = async (freeMib: number): Promise<void> =>
    writeFile(tool, `#!/bin/sh\necho 'NVIDIA GeForce RTX 3060, 12288, ${freeMib}'\n`, {
      mode: 0o755,
    });
  await memory(900);
  const file = join(home.path, "agent.yaml");
  const start = JSON.stringify([process.execPath, program, String(port), "0"]);
  await writeFile(
    file,
    `hub: ${hub.url}\ntoken_file: token\ngpu_free_gb: 4\nservices:\n` +
      `  - { engine: openai, model: m, url: "http://127.0.0.1:${port}/v1", start: ${start}, idle_minutes: 0.01 }\n`,
  );
  const environment = { PATH: `${home.path}:${process.env["PATH"]}` };
  await using agent = new Cli(["serve", "--config", file], { home: home.path, environment });
  await until(
    "the hub knows why",
    () => /Only 0\.9 GB/.test(hub.services[0]?.reason ?? ""),
    20_000,
  );
  assert.equal(hub.services[0]?.ready, false);
  await memory(11_000);
  await until("it is offered", () => hub.services[0]?.ready === true, 20_000);
  assert.equal((await hub.speak("hello").over).failure, undefined, agent.err);
});
