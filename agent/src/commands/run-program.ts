import { Failure } from "@club/shared/wire/failures.ts";
import { type Command, CommanderError } from "commander";
import { exitCodes } from "../exit-codes.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Runs a command to its end and says how the process should end. Failures are told in one line on
 * standard error; an unexpected error is thrown.
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
    if (!(error instanceof Failure)) throw error;
    terminal.err(`${error.message}\n`);
    return exitCodeOf(error);
  }
}

function exitCodeOf({ code }: Failure): number {
  if (code === "INVALID_REQUEST") return exitCodes.usage;
  if (code === "NOT_FOUND") return exitCodes.notRunning;
  if (code === "INVALID_KEY" || code === "PERMISSION_DENIED") return exitCodes.refused;
  return code === "CONN_LOST" ? exitCodes.unreachable : exitCodes.failure;
}

function throwInsteadOfExit(command: Command, terminal: Terminal): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => terminal.out(text),
    writeErr: (text) => terminal.err(text),
  });
  command.showHelpAfterError("(add --help for the options and an example)");
  for (const subcommand of command.commands) throwInsteadOfExit(subcommand, terminal);
}
