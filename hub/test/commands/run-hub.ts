import type { SafeText } from "@club/shared/terminal/safe-text.ts";
import { hubProgram } from "../../src/commands/program.ts";
import { runProgram } from "../../src/commands/run-program.ts";

export type Run = { readonly exitCode: number; readonly out: string; readonly err: string };

/** Runs a `club-hub` command line in this process. */
export async function runHub(...argv: string[]): Promise<Run> {
  let out = "";
  let err = "";
  const terminal = {
    out: (text: SafeText) => {
      out += String(text);
    },
    err: (text: SafeText) => {
      err += String(text);
    },
    environment: {},
    columns: undefined,
    isErrTerminal: false,
    isColoured: { out: false, err: false },
  };
  const exitCode = await runProgram(hubProgram(terminal), argv, terminal);
  // What a command has set is this run's, not the test's.
  process.exitCode = undefined;
  return { exitCode, out, err };
}
