import { safeParagraph } from "@club/shared/terminal/safe-text.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Command } from "commander";
import { CommanderError } from "commander";
import type { Terminal } from "./terminal.ts";

/** What a shell sees: all went well, the command failed, or it was called wrongly. */
export const exitCodes = { ok: 0, failed: 1, usage: 2 } as const;

/**
 * Parses the arguments, runs the command and says how the process should end. Failures are told in
 * one line on standard error; an unexpected error is thrown.
 */
export async function runProgram(
  program: Command,
  argv: readonly string[],
  terminal: Terminal,
): Promise<number> {
  throwInsteadOfExit(program, terminal);
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    }
    if (!(error instanceof Failure)) throw error;
    terminal.err(safeParagraph(`error: ${error.message}\n`));
    return error.code === "INVALID_REQUEST" ? exitCodes.usage : exitCodes.failed;
  }
}

function throwInsteadOfExit(command: Command, terminal: Terminal): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => terminal.out(safeParagraph(text)),
    writeErr: (text) => terminal.err(safeParagraph(text)),
  });
  command.showHelpAfterError("(add --help for the options and an example)");
  for (const subcommand of command.commands) throwInsteadOfExit(subcommand, terminal);
}
