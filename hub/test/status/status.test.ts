import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import type { SafeText } from "@club/shared/terminal/safe-text.ts";
import { Command } from "commander";
import { runProgram } from "../../src/commands/run-program.ts";
import { addStatusCommand } from "../../src/commands/status.ts";
import type { HubStatus } from "../../src/status/hub-status.ts";
import { askStatus, serveStatus } from "../../src/status/local-socket.ts";
import { statusText } from "../../src/commands/status-text.ts";

const status: HubStatus = {
  schema: 1,
  state: "ready",
  url: "http://127.0.0.1:8080",
  version: "0.1.0",
  uptime_s: 7_500,
  running: 3,
  waiting: 1,
  archive_bytes: 1_500_000_000,
  reasons: [],
  warnings: ["ffmpeg is missing"],
  providers: [
    {
      id: "ann/home-rig",
      object: "provider",
      name: "home-rig",
      owner: "ann",
      version: "0.1.0",
      state: "online",
      paused: false,
      connected_since: 1_772_000_000,
      rtt_ms: 12,
      services: [
        {
          model: "kokoro",
          type: "tts",
          ready: true,
          reason: null,
          voices: 67,
          features: ["streaming"],
          access: "members",
          friends: [],
          slots: 2,
          busy: 1,
          served: 42,
          failed: 1,
          failures_in_a_row: 0,
          set_aside: false,
          first_audio_ms: 180.4,
          speaking: [],
          recent: [],
          trend: { busy: [], first_audio_ms: [] },
          last_error: "out of memory",
        },
      ],
    },
  ],
};

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "club-status-"));
});

afterEach(() => rm(folder, { recursive: true }));

test("the hub's status is told to its owner over a socket, and to nobody when it has stopped", async () => {
  const stop = await serveStatus(folder, () => Promise.resolve(status));
  assert.deepEqual(await askStatus(folder), status);
  assert.equal((await stat(join(folder, "hub.sock"))).mode & 0o777, 0o600);
  await stop();
  assert.equal(await askStatus(folder), undefined);
});

test("a folder whose path is too long for a socket has one elsewhere", async () => {
  const long = join(folder, "x".repeat(120));
  const stop = await serveStatus(long, () => Promise.resolve(status));
  assert.deepEqual(await askStatus(long), status);
  await stop();
});

test("nobody else's folder is taken for the socket that lies elsewhere", async (t) => {
  const long = join(folder, "y".repeat(120));
  const elsewhere = join(folder, "tmp");
  const before = process.env["TMPDIR"];
  t.after(() => {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  });
  process.env["TMPDIR"] = elsewhere;
  await mkdir(elsewhere);
  const prepared = join(elsewhere, `club-hub-${userInfo().uid}`);
  await mkdir(prepared);
  await chmod(prepared, 0o755);
  await assert.rejects(
    serveStatus(long, () => Promise.resolve(status)),
    { code: "PERMISSION_DENIED" },
  );
  await rm(prepared, { recursive: true });
  const stop = await serveStatus(long, () => Promise.resolve(status));
  assert.equal((await stat(prepared)).mode & 0o777, 0o700);
  await stop();
});

test("a socket that a killed hub has left is replaced", async () => {
  const stopOld = await serveStatus(folder, () => Promise.resolve(status));
  const stop = await serveStatus(folder, () => Promise.resolve({ ...status, running: 4 }));
  assert.equal((await askStatus(folder))?.running, 4);
  await stop();
  await stopOld();
});

test("in words, it says how the hub is, what is wrong, and who is attached", () => {
  const text = String(statusText(status, undefined));
  const [provider] = status.providers;
  assert.ok(provider);
  const paused = { ...status, providers: [{ ...provider, paused: true }] };
  assert.match(String(statusText(paused, undefined)), /ann\/home-rig.+ paused /);
  assert.match(text, /The hub at http:\/\/127\.0\.0\.1:8080 is ready\./);
  assert.match(text, /! ffmpeg is missing/);
  assert.match(text, /up 2 h 5 min/);
  assert.match(text, /ann\/home-rig +kokoro +ready +1\/2 +42 +1 +180 ms +out of memory/);
  assert.match(
    String(statusText({ ...status, providers: [] }, undefined)),
    /No agent is connected/,
  );
});

test("what an agent says of itself cannot command the terminal, or forge a line", () => {
  const [provider] = status.providers;
  const [service] = provider?.services ?? [];
  assert.ok(provider && service);
  const last_error = "\u001b]52;c;cm0gLXJm\u0007\nann/other ready";
  const hostile = { ...provider, services: [{ ...service, last_error }] };
  const text = String(statusText({ ...status, providers: [hostile] }, undefined));
  assert.ok(!text.includes("\u001b") && !text.includes("\u0007"));
  assert.doesNotMatch(text, /^ann\/other/m);
});

test("the command exits 0 when the hub is ready, else 1 with the reason", async () => {
  const stop = await serveStatus(folder, () => Promise.resolve(status));
  assert.deepEqual(await run(["--json"]), { code: 0, out: `${JSON.stringify(status)}\n`, err: "" });
  await stop();
  const { code, err } = await run([]);
  assert.equal(code, 1);
  assert.match(err, /No hub runs on/);
});

async function run(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  const terminal = {
    out: (text: SafeText) => void (said.out += String(text)),
    err: (text: SafeText) => void (said.err += String(text)),
    columns: undefined,
    environment: {},
    isErrTerminal: false,
    isColoured: { out: false, err: false },
  };
  const program = new Command("club-hub");
  addStatusCommand(program, terminal);
  const code = await runProgram(program, ["status", "--data", folder, ...args], terminal);
  return { code, ...said };
}
