import type { SafeText } from "@club/shared/terminal/safe-text.ts";
import { Command } from "commander";
import { addKeysCommands } from "../../src/commands/keys.ts";
import { addBackupCommands } from "../../src/commands/backup.ts";
import { addUsageCommand } from "../../src/commands/usage.ts";
import { addUsersCommands } from "../../src/commands/users.ts";
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
    columns: undefined,
  };
  const program = new Command("club-hub");
  addKeysCommands(program, terminal);
  addUsersCommands(program, terminal);
  addUsageCommand(program, terminal);
  addBackupCommands(program, terminal);
  const exitCode = await runProgram(program, argv, terminal);
  return { exitCode, out, err };
}
