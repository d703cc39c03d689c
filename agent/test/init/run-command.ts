import { Command } from "commander";
import { addInitCommand } from "../../src/commands/init.ts";
import { runProgram } from "../../src/commands/run-program.ts";
import type { Terminal } from "../../src/commands/terminal.ts";
import { addTestCommand } from "../../src/commands/test.ts";

export type Ran = { readonly code: number; readonly out: string; readonly err: string };

/** Runs `init` or `test` in this process, with a home of its own. */
export async function run(argv: readonly string[], home: string): Promise<Ran> {
  let out = "";
  let err = "";
  const terminal: Terminal = {
    environment: { HOME: home },
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    isTerminal: { out: false, err: false },
    isColoured: { out: false, err: false },
    size: () => undefined,
  };
  const program = new Command("club-agent");
  addInitCommand(program, terminal);
  addTestCommand(program, terminal);
  try {
    return { code: await runProgram(program, argv, terminal), out, err };
  } finally {
    // The command leaves its exit code with the process, which here is that of all tests.
    process.exitCode = undefined;
  }
}
