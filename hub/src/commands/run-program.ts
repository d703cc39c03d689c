import { safe, safeParagraph } from "@club/shared/terminal/safe-text.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Command } from "commander";
import { CommanderError } from "commander";
import type { Terminal } from "./terminal.ts";

/** What a shell sees: all went well, the command failed, or it was called wrongly. */
export const exitCodes = { ok: 0, failed: 1, usage: 2 } as const;

/**
 * Parses the arguments, runs the command and says how the process should end. Failures are told in
 * words on standard error, an unexpected one with its stack where CLUB_HUB_LOG_LEVEL is debug or trace.
 */
export async function runProgram(
  program: Command,
  argv: readonly string[],
  terminal: Terminal,
): Promise<number> {
  throwInsteadOfExit(program, terminal);
  try {
    await program.parseAsync(argv, { from: "user" });
    return Number(process.exitCode ?? exitCodes.ok);
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    }
    if (!(error instanceof Failure)) return tellUnexpected(error, terminal);
    terminal.err(safeParagraph(`error: ${error.message}\n`));
    return error.code === "INVALID_REQUEST" ? exitCodes.usage : exitCodes.failed;
  }
}

function tellUnexpected(error: unknown, terminal: Terminal): number {
  const isDebug = ["debug", "trace"].includes(terminal.environment["CLUB_HUB_LOG_LEVEL"] ?? "");
  const words = error instanceof Error ? error.message : String(error);
  terminal.err(safe`error: this went wrong unexpectedly: ${words}\n`);
  if (!isDebug) terminal.err(safe`CLUB_HUB_LOG_LEVEL=debug shows where.\n`);
  else if (error instanceof Error) terminal.err(safe`${safeParagraph(error.stack ?? "")}\n`);
  return exitCodes.failed;
}

function throwInsteadOfExit(command: Command, terminal: Terminal): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => terminal.out(safeParagraph(text)),
    writeErr: (text) => terminal.err(safeParagraph(text)),
    getOutHelpWidth: () => terminal.columns ?? 80,
  });
  command.showHelpAfterError("(add --help for the options and an example)");
  for (const subcommand of command.commands) throwInsteadOfExit(subcommand, terminal);
}
