import { Command } from "commander";
import { agentVersion } from "../version.ts";
import { addServeCommand } from "./serve.ts";
import { addStatusCommand } from "./status.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

/** The whole command line of `club-agent`. */
export function agentProgram(terminal: Terminal): Command {
  const program = new Command("club-agent")
    .description("Share a text-to-speech server of yours through a Club hub")
    .version(agentVersion())
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .exitOverride((error) => {
      process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
      throw error;
    })
    .showHelpAfterError("(--help shows what there is)");
  addServeCommand(program, terminal);
  addStatusCommand(program, terminal);
  return program;
}
