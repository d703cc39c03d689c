import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { loadSettings } from "../../src/config.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { runHub } from "./run-hub.ts";

test("help groups the commands, and a mistyped one is told", async () => {
  const { out } = await runHub("--help");
  for (const group of ["Set up:", "Run:", "Control:", "Diagnose:", "Other:"]) {
    assert.ok(out.includes(group), group);
  }
  const wrong = await runHub("serv");
  assert.equal(wrong.exitCode, 2);
  assert.match(wrong.err, /Did you mean serve\?/);
});

test("config show prints YAML that the hub takes again, and where each value came from", async (t) => {
  const folder = await temporaryFolder(t);
  const file = join(folder, "hub.yaml");
  await writeFile(file, "port: 8123\nmodel_aliases: {tts-1: kokoro}\n");
  const flags = ["--data", folder, "--config", file, "--sharing", "true"];
  const { out } = await runHub("config", "show", ...flags);
  assert.match(out, /^port: 8123 {2}# .+hub\.yaml: port$/m);
  assert.match(out, /^sharing: true {2}# --sharing$/m);
  assert.match(out, /^host: 127\.0\.0\.1 {2}# default$/m);
  assert.equal((parse(out) as { port: number }).port, 8123);
  const written = join(folder, "written.yaml");
  await writeFile(written, out);
  const load = (path: string, more: Record<string, unknown> = {}) =>
    loadSettings({ flags: more, environment: {}, file: path, data: folder });
  assert.deepEqual(await load(written), await load(file, { sharing: "true" }));
});

test("a setting that is nearly one is told apart from what is none", async (t) => {
  const folder = await temporaryFolder(t);
  const file = join(folder, "hub.yaml");
  await writeFile(file, "sharring: true\n");
  const { err, exitCode } = await runHub("config", "show", "--data", folder, "--config", file);
  assert.equal(exitCode, 2);
  assert.match(err, /sharring: there is no such setting\. Did you mean sharing\?/);
});

test("doctor says what is wrong, and what to do about it", async (t) => {
  const folder = await temporaryFolder(t);
  const taken = createServer().listen(0, "127.0.0.1");
  t.after(() => taken.close());
  await new Promise((resolve) => taken.once("listening", resolve));
  const { port } = taken.address() as AddressInfo;
  const flags = ["--data", folder, "--port", String(port), "--ffmpeg", "/nowhere/ffmpeg"];
  const { out, exitCode } = await runHub("doctor", "--transcode", "mp3", ...flags);
  assert.equal(exitCode, 1);
  assert.match(out, /BAD {2}address: cannot listen on 127\.0\.0\.1:\d+/);
  assert.match(out, /BAD {2}ffmpeg: /);
  assert.match(out, /→ club-hub serve --data/);
  const { out: json } = await runHub("doctor", "--json", "--data", folder, "--port", "0");
  const findings = JSON.parse(json) as { check: string; result: string }[];
  assert.deepEqual(
    findings.filter(({ result }) => result === "bad"),
    [],
  );
  assert.ok(findings.some(({ check }) => check === "data"));
});
