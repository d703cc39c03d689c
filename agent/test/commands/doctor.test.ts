import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { Finding } from "../../src/doctor/finding.ts";
import { TestHub } from "../link/test-hub.ts";
import { makeHome } from "./home.ts";
import { runCli } from "./run-cli.ts";

async function findings(
  argv: readonly string[],
  home: string,
): Promise<{ readonly code: unknown; readonly of: (check: string) => Finding | undefined }> {
  const { code, out, err } = await runCli(["doctor", "--json", ...argv], { home });
  assert.notEqual(out, "", err);
  const list = JSON.parse(out) as readonly Finding[];
  return { code, of: (check) => list.find((finding) => finding.check === check) };
}

test("doctor finds nothing bad where all is well, an echo through the tunnel included", async () => {
  await using hub = await TestHub.start();
  await using home = await makeHome();
  const argv = ["--hub", hub.url, "--token-file", home.token];
  const { code, of } = await findings(argv, home.path);
  assert.equal(code, 0);
  for (const check of ["configuration", "files", "proxy", "name", "tcp", "token", "upgrade"]) {
    assert.equal(of(check)?.result, "ok", check);
  }
  assert.match(of("echo")?.detail ?? "", /^\d+\.\d ms$/);
  assert.match(of("engine espeak-ng")?.detail ?? "", /^ready, \d+ voices$/);
  assert.match(hub.hellos[0]?.name ?? "", /^doctor-/);
});

test("doctor tells words a person can act on", async () => {
  await using hub = await TestHub.start();
  await using home = await makeHome();
  await chmod(home.token, 0o644);
  hub.welcome = { at: "refuse", status: 403 };
  const argv = ["doctor", "--hub", hub.url, "--token-file", home.token];
  const { code, out } = await runCli(argv, { home: home.path });
  assert.equal(code, 1);
  assert.match(out, /^warning {2}files: .*\n +→ chmod 600 /m);
  assert.match(out, /^ {4}BAD {2}upgrade: This key may not provide; it needs the scope provider/m);
});

test("a hub that is not there is bad, and what rests on it is skipped", async () => {
  const hub = await TestHub.start();
  const { url } = hub;
  await hub[Symbol.asyncDispose]();
  await using home = await makeHome();
  const { code, of } = await findings(["--hub", url, "--token-file", home.token], home.path);
  assert.equal(code, 1);
  assert.equal(of("tcp")?.result, "bad");
  assert.match(of("tcp")?.detail ?? "", /nothing listens there/);
  assert.equal(of("hub")?.result, "skipped");
  assert.equal(of("engine espeak-ng")?.result, "ok");
});

test("a name that nobody knows is bad", async () => {
  await using home = await makeHome();
  const argv = ["--hub", "https://no-such-hub.invalid", "--token-file", home.token];
  const { of } = await findings(argv, home.path);
  assert.equal(of("name")?.result, "bad");
  assert.equal(of("tls")?.result, "skipped");
});

test("an engine that is down is bad, with what to start", async () => {
  await using hub = await TestHub.start();
  await using home = await makeHome();
  const file = join(home.path, "agent.yaml");
  await writeFile(
    file,
    `hub: ${hub.url}\ntoken_file: token\nservices: [{ engine: espeak-ng, program: ./nowhere }]\n`,
  );
  const { code, of } = await findings(["--config", file], home.path);
  assert.equal(code, 1);
  assert.equal(of("engine espeak-ng")?.result, "bad");
  assert.equal(of("engine espeak-ng")?.fix, "install espeak-ng");
});

test("a configuration that is wrong is all that can be said", async () => {
  await using home = await makeHome();
  const { code, of } = await findings([], home.path);
  assert.equal(code, 1);
  assert.match(of("configuration")?.detail ?? "", /^hub: is not set/);
});
