import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { memoryWords } from "../../src/gpu/gpu.ts";
import { parseNvidia, parseRocm } from "../../src/gpu/parse-gpus.ts";
import { runCli } from "../commands/run-cli.ts";
import { makeHome } from "../commands/home.ts";

const nvidia =
  "NVIDIA GeForce RTX 3060, 12288, 11019\nTesla T4, 15360, 14918\nGrid, [N/A], [N/A]\n";
const rocm =
  'WARNING: AMD GPU device(s) is/are in a low-power state.\n{"card0": {"VRAM Total Memory (B)": "17163091968", "VRAM Total Used Memory (B)": "1073741824", "Card Series": "Navi 21 [Radeon RX 6800]", "Card Model": "0x73bf"}, "system": {"Driver version": "6.8.0"}}\n';

test("nvidia-smi's lines are cards with their memory", () => {
  const cards = parseNvidia(nvidia);
  assert.deepEqual(
    cards.map(({ name }) => name),
    ["NVIDIA GeForce RTX 3060", "Tesla T4"],
  );
  assert.deepEqual(cards.map(memoryWords), ["10.8 of 12.0 GB free", "14.6 of 15.0 GB free"]);
});

test("rocm-smi's JSON is cards with their memory, whatever comes before it", () => {
  assert.deepEqual(
    parseRocm(rocm).map(({ name }) => name),
    ["Navi 21 [Radeon RX 6800]"],
  );
  assert.deepEqual(parseRocm(rocm).map(memoryWords), ["15.0 of 16.0 GB free"]);
});

test("what neither tool prints is no card", () => {
  for (const text of [
    "",
    "{",
    '{"card0": 7}',
    "NVIDIA-SMI has failed because it couldn't communicate",
  ]) {
    assert.deepEqual([...parseNvidia(text), ...parseRocm(text)], []);
  }
});

test("doctor names the cards that the tools on the PATH tell of", async () => {
  await using home = await makeHome();
  const tool = join(home.path, "nvidia-smi");
  await writeFile(tool, `#!/bin/sh\nprintf '%s' '${nvidia}'\n`);
  await chmod(tool, 0o755);
  const environment = { PATH: `${home.path}:${process.env["PATH"]}` };
  const argv = ["doctor", "--hub", "http://127.0.0.1:9", "--token-file", home.token];
  const { out } = await runCli(argv, { home: home.path, environment });
  assert.match(out, /ok {2}gpu: NVIDIA GeForce RTX 3060, 10\.8 of 12\.0 GB free; Tesla T4, /);
});
