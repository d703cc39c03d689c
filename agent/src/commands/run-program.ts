import { safe, safeParagraph, SafeText } from "@club/shared/terminal/safe-text.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { type Command, CommanderError } from "commander";
import { exitCodes } from "../exit-codes.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Runs a command to its end and says how the process should end. Every failure is told in words on
 * standard error, an unexpected one with its stack where CLUB_LOG_LEVEL is debug or trace.
 */
export async function runProgram(
  program: Command,
  argv: readonly string[],
  terminal: Terminal,
): Promise<number> {
  throwInsteadOfExit(program, terminal);
  try {
    await program.parseAsync(argv, { from: "user" });
    return Number(process.exitCode ?? exitCodes.done);
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    }
    if (error instanceof Failure) return tell(error, terminal);
    return tellUnexpected(error, terminal);
  }
}

function tell(failure: Failure, terminal: Terminal): number {
  // Further lines are indented, so that a hub's words cannot pass for the program's own.
  terminal.err(safe`${safeParagraph(failure.message.replaceAll("\n", "\n  "))}\n`);
  return exitCodeOf(failure);
}

function tellUnexpected(error: unknown, terminal: Terminal): number {
  const isDebug = ["debug", "trace"].includes(terminal.environment["CLUB_LOG_LEVEL"] ?? "");
  const words = error instanceof Error ? error.message : String(error);
  terminal.err(safe`This went wrong unexpectedly: ${words}\n`);
  if (!isDebug) terminal.err(safe`CLUB_LOG_LEVEL=debug shows where.\n`);
  else if (error instanceof Error) terminal.err(safe`${safeParagraph(error.stack ?? "")}\n`);
  return exitCodes.failure;
}

function exitCodeOf({ code }: Failure): number {
  if (code === "INVALID_REQUEST") return exitCodes.usage;
  if (code === "NOT_FOUND") return exitCodes.notRunning;
  if (code === "INVALID_KEY" || code === "PERMISSION_DENIED") return exitCodes.refused;
  return code === "CONN_LOST" ? exitCodes.unreachable : exitCodes.failure;
}

function throwInsteadOfExit(command: Command, terminal: Terminal): void {
  command.exitOverride().configureOutput({
    // Help is all our own words; an error quotes what was typed.
    writeOut: (text) => terminal.out(SafeText.trusted(text)),
    writeErr: (text) => terminal.err(safeParagraph(text)),
    getOutHelpWidth: () => terminal.size()?.columns ?? 80,
  });
  command.showHelpAfterError("(add --help for the options and an example)");
  for (const subcommand of command.commands) throwInsteadOfExit(subcommand, terminal);
}
