#!/usr/bin/env node
import { CommanderError } from "commander";
import { agentProgram } from "./commands/program.ts";
import { processTerminal } from "./commands/terminal.ts";

const program = agentProgram(processTerminal());
try {
  await program.parseAsync();
} catch (error) {
  // Commander has said what is wrong, and the exit code is set.
  if (!(error instanceof CommanderError)) throw error;
}
