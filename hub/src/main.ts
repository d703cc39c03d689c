#!/usr/bin/env node
import { hubProgram } from "./commands/program.ts";
import { runProgram } from "./commands/run-program.ts";
import { processTerminal } from "./commands/terminal.ts";

// A reader that has seen enough, such as `head`, is no fault.
process.stdout.on("error", () => process.exit());

const argv = process.argv.slice(2);
process.exitCode = await runProgram(hubProgram(processTerminal), argv, processTerminal);
