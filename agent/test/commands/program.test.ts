import assert from "node:assert/strict";
import { test } from "node:test";
import type { Command } from "commander";
import { agentProgram } from "../../src/commands/program.ts";
import { makeHome } from "./home.ts";
import { runCli } from "./run-cli.ts";

const silent = {
  environment: {},
  out: () => undefined,
  err: () => undefined,
  isTerminal: { out: false, err: false },
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
  assert.match(out, /serve\) words="--type --hub /);
  assert.match(out, /complete -o default -F _club_agent club-agent/);
  assert.match((await runCli(["completion", "fish"], at)).out, /from status" -a "--json/);
  assert.equal((await runCli(["completion", "csh"], at)).code, 2);
});

test("config show says where each value came from, and never the key", async () => {
  await using home = await makeHome();
  const environment = { CLUB_HUB: "https://hub.example", CLUB_TOKEN: "club-secret" };
  const shown = await runCli(["config", "show"], { home: home.path, environment });
  assert.equal(shown.code, 0);
  assert.match(shown.out, /^hub = https:\/\/hub\.example\/ {2}\(CLUB_HUB\)$/m);
  assert.match(shown.out, /^token = environment {2}\(CLUB_TOKEN\)$/m);
  assert.match(shown.out, /^quietHours = \[\] {2}\(default\)$/m);
  assert.doesNotMatch(shown.out, /club-secret/);
});

test("a duration that is none is wrong usage", async () => {
  await using home = await makeHome();
  const ended = await runCli(["pause", "--for", "soon"], { home: home.path });
  assert.equal(ended.code, 2);
  assert.match(ended.err, /write 45s, 90m, 2h or 1d/);
});
