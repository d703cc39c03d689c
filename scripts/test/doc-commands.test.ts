import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { agentProgram } from "../../agent/src/commands/program.ts";
import { processTerminal as agentTerminal } from "../../agent/src/commands/terminal.ts";
import { hubProgram } from "../../hub/src/commands/program.ts";
import { processTerminal as hubTerminal } from "../../hub/src/commands/terminal.ts";
import { root } from "../root.ts";

test("every command in the documents is one that its program takes, or runs elsewhere for a reason", async () => {
  const pages = ["README.md", "SECURITY.md", ...(await docsPages())];
  for (const page of pages) {
    for (const command of commandsIn(await readFile(join(root, page), "utf8"))) {
      const words = /^(?:sudo )?(?:node_modules\/\.bin\/)?(club-(?:hub|agent)) (.*)$/s.exec(
        command,
      );
      if (words === null) {
        assert.ok(
          elsewhere.some(([pattern]) => pattern.test(command)),
          `${page}: nothing runs this: ${command}`,
        );
      } else await parses(words[1] === "club-hub", wordsOf(words[2] ?? ""), `${page}: ${command}`);
    }
  }
});

test("every reason is needed", async () => {
  const texts = await Promise.all(
    ["README.md", "SECURITY.md", ...(await docsPages())].map((page) =>
      readFile(join(root, page), "utf8"),
    ),
  );
  const all = texts.flatMap(commandsIn);
  const unused = elsewhere.filter(([pattern]) => !all.some((command) => pattern.test(command)));
  assert.deepEqual(unused, []);
});

const terminal = agentTerminal();

/** Where commands of other programs are run as they stand, or why they are not. */
const elsewhere: readonly (readonly [RegExp, string])[] = [
  [/^npm run (quickstart|setup)\b/, "scripts/e2e/quickstart.test.ts"],
  [/^npm test$/, "this is it"],
  [/^npx pnpm release$/, "its parts: scripts/test/release, scripts/e2e/install.test.ts"],
  [/^export CLUB_/, "scripts/e2e/readme.test.ts, with the values of its club"],
  [/^curl "\$CLUB_URL\//, "scripts/e2e/readme.test.ts, sdk-*.test.ts, voice*.test.ts, live tests"],
  [/^llm "/, "stands for a program of the reader's; the pipe behind it: hub/test/live"],
  [/^(keep\(\)|sed |\}|ANN=|BEN=)/, "scripts/e2e/voice.test.ts keeps samples the same way"],
  [/^curl -fsSL https:\/\/the\.hub\/install\.sh \|/, "scripts/e2e/install.test.ts, with its hub"],
  [/^curl https:\/\/the\.hub\/readyz$/, "hub/test/http and every test that waits for a hub"],
  [/^docker run /, "fetches an image of some gigabytes"],
  [/^loginctl /, "changes the system"],
  [/^systemctl /, "changes the system"],
  [/^git pull/, "changes the clone"],
  [/^cd \.club\/release && sha256sum --check/, "the file's form: scripts/e2e/install.test.ts"],
  [/^(gunzip|chmod 755|codesign) /, "for macOS"],
];

/** The commands of a page's shell blocks, each in one piece. */
function commandsIn(page: string): readonly string[] {
  const blocks = Array.from(page.matchAll(/^ *```sh\n(.*?)^ *```/gms), ([, block = ""]) => block);
  return blocks.flatMap((block) => {
    const text = block
      .replaceAll(/(^|\s)#.*$/gm, "$1")
      .replaceAll(/(\\|\|)\n\s*/g, (_, mark: string) => (mark === "|" ? "| " : " "));
    return whole(text)
      .map((line) => line.trim())
      .filter((line) => line !== "");
  });
}

/** Lines, where a quoted text is over several lines in one. */
function whole(block: string): readonly string[] {
  const lines: string[] = [];
  let open = "";
  for (const line of block.split("\n")) {
    open = open === "" ? line : `${open} ${line}`;
    if ((open.split("'").length - 1) % 2 === 1) continue;
    lines.push(open);
    open = "";
  }
  return lines;
}

/** As a shell takes a line apart, as far as the documents need it. */
function wordsOf(line: string): readonly string[] {
  return Array.from(
    line.matchAll(/"([^"]*)"|(\S+)/g),
    ([, quoted, plain]) => quoted ?? plain ?? "",
  );
}

async function parses(isHub: boolean, words: readonly string[], what: string): Promise<void> {
  const program = isHub ? hubProgram(hubTerminal) : agentProgram(terminal);
  let wasRun = false;
  silence(program, () => {
    wasRun = true;
  });
  await assert.doesNotReject(program.parseAsync(words, { from: "user" }), what);
  assert.ok(wasRun, what);
}

type Command = ReturnType<typeof agentProgram>;

/** Lets no command do anything, and every wrong word be an error. */
function silence(command: Command, run: () => void): void {
  command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  if (command.commands.length === 0) command.action(run);
  for (const one of command.commands) silence(one, run);
}

async function docsPages(): Promise<readonly string[]> {
  const names = await readdir(join(root, "docs"));
  return names.filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`);
}
