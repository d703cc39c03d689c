#!/usr/bin/env node
import { agentProgram } from "./commands/program.ts";
import { runProgram } from "./commands/run-program.ts";
import { processTerminal } from "./commands/terminal.ts";

const terminal = processTerminal();
process.exitCode = await runProgram(agentProgram(terminal), process.argv.slice(2), terminal);
