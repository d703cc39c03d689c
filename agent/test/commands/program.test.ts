import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import type { Command } from "commander";
import { agentProgram } from "../../src/commands/program.ts";
import { makeHome } from "./home.ts";
import { runCli } from "./run-cli.ts";

const silent = {
  environment: {},
  out: () => undefined,
  err: () => undefined,
  isTerminal: { out: false, err: false },
  isColoured: { out: false, err: false },
  size: () => undefined,
};

function leaves(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

for (const command of leaves(agentProgram(silent))) {
  const path: string[] = [];
  for (let one: Command | null = command; one?.parent; one = one.parent) path.unshift(one.name());
  test(`the help of ${path.join(" ")} shows an example that its options allow`, () => {
    let help = "";
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    const example = /Example:\n {2}.*(club-agent .*)/.exec(help)?.[1];
    assert.ok(example !== undefined, help);
    assert.ok(example.startsWith(`club-agent ${path.join(" ")}`), help);
    const known = command.options.map((option) => option.long);
    const [own = ""] = example.split(/ -- | \| | && |\)/);
    for (const [flag] of own.matchAll(/--[a-z-]+/g)) assert.ok(known.includes(flag), flag);
  });
}

test("version and completion print what a shell can use", async () => {
  await using home = await makeHome();
  const at = { home: home.path };
  assert.match((await runCli(["version"], at)).out, /^\d+\.\d+\.\d+\n$/);
  const { out } = await runCli(["completion", "bash"], at);
  assert.match(out, /complete .*club-agent/);
  assert.match((await runCli(["completion", "fish"], at)).out, /complete -c club-agent/);
  assert.equal((await runCli(["completion", "csh"], at)).code, 2);
});

test("completion offers commands, their options and the choices of an option", async () => {
  await using home = await makeHome();
  const at = { home: home.path };
  const offered = async (...words: string[]): Promise<readonly string[]> => {
    const { out } = await runCli(["complete", "--", ...words], at);
    return out.split("\n").map((line) => line.split("\t")[0] ?? "");
  };
  assert.ok((await offered("st")).includes("status"));
  const options = await offered("serve", "--");
  for (const one of ["--type", "--hub", "--token-file", "--quiet-hours", "--once"]) {
    assert.ok(options.includes(one), `${one} in ${options.join(" ")}`);
  }
  assert.ok((await offered("serve", "--log-level", "")).includes("debug"));
  assert.ok((await offered("service", "")).includes("install"));
});

test("bash completes with the script that is printed", async () => {
  await using home = await makeHome();
  const { out } = await runCli(["completion", "bash"], { home: home.path });
  const script = join(home.path, "completion.bash");
  await writeFile(script, out);
  const bin = join(home.path, "club-agent");
  const main = join(import.meta.dirname, "..", "..", "src", "main.ts");
  await writeFile(bin, `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`, { mode: 0o755 });
  // What bash-completion's own function would find after `club-agent serve --tok<TAB>`.
  const words = `. ${script}
    _get_comp_words_by_ref() { cur=--tok; prev=serve; words=(club-agent serve --tok); cword=2; }
    $(complete -p club-agent | sed 's/.*-F \\([^ ]*\\).*/\\1/')
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const env = { ...process.env, HOME: home.path, PATH: `${home.path}:${process.env["PATH"]}` };
  const { stdout } = await promisify(execFile)("bash", ["-c", words], { env });
  assert.match(stdout, /^--token-file/m);
});

test("config show prints YAML that serve takes back, with where each value came from", async () => {
  await using home = await makeHome();
  const first = join(home.path, "first.yaml");
  const service =
    "{ engine: piper, model: amy, url: http://127.0.0.1:5000, max_input_characters: 9 }";
  await writeFile(
    first,
    `quiet_hours: [22:00-07:00, 12:30-13:00]\npause_while: [pgrep, -x, "a # b"]\nlisten: 9180\n` +
      `token_file: ./token\nservices: [${service}]\n`,
  );
  const environment = { CLUB_HUB: "https://hub.example", CLUB_NAME: "rig" };
  const shown = await runCli(["config", "show", "--config", first], {
    home: home.path,
    environment,
  });
  assert.equal(shown.code, 0, shown.err);
  assert.match(shown.out, /^hub: https:\/\/hub\.example {2}# CLUB_HUB$/m);
  assert.match(shown.out, /^insecure: false {2}# default$/m);
  assert.match(shown.out, /^listen: 127\.0\.0\.1:9180 {2}# .*first\.yaml:3$/m);

  const second = join(home.path, "second.yaml");
  await writeFile(second, shown.out);
  const values = async (file: string): Promise<unknown> => {
    const { out, err } = await runCli(["config", "show", "--config", file, "--json"], {
      home: home.path,
      environment,
    });
    assert.equal(err, "");
    return (JSON.parse(out) as { key: string; value: unknown }[]).map(({ key, value }) => [
      key,
      value,
    ]);
  };
  assert.deepEqual(await values(second), await values(first));
});

test("config show never prints the key", async () => {
  await using home = await makeHome();
  const environment = { CLUB_HUB: "https://hub.example", CLUB_TOKEN: "club-secret" };
  const shown = await runCli(["config", "show"], { home: home.path, environment });
  assert.equal(shown.code, 0);
  assert.match(shown.out, /^# the key: CLUB_TOKEN$/m);
  assert.doesNotMatch(shown.out, /club-secret/);
});

test("a duration that is none is wrong usage", async () => {
  await using home = await makeHome();
  const ended = await runCli(["pause", "--for", "soon"], { home: home.path });
  assert.equal(ended.code, 2);
  assert.match(ended.err, /write 45s, 90m, 2h or 1d/);
});
