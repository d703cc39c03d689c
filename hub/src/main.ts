#!/usr/bin/env node
import { Command } from "commander";
import { addAuditCommand } from "./commands/audit.ts";
import { addBackupCommands } from "./commands/backup.ts";
import { addKeysCommands } from "./commands/keys.ts";
import { addProvidersCommands } from "./commands/providers.ts";
import { runProgram } from "./commands/run-program.ts";
import { addServeCommand } from "./commands/serve.ts";
import { addServiceCommands } from "./commands/service.ts";
import { addStatusCommand } from "./commands/status.ts";
import { processTerminal } from "./commands/terminal.ts";
import { addUsageCommand } from "./commands/usage.ts";
import { addUsersCommands } from "./commands/users.ts";
import { hubVersion } from "./version.ts";

// A reader that has seen enough, such as `head`, is no fault.
process.stdout.on("error", () => process.exit());

const program = new Command("club-hub")
  .description("The hub of a Club: an OpenAI-shaped speech API in front of many homes")
  .version(hubVersion());
addServeCommand(program, processTerminal);
addStatusCommand(program, processTerminal);
addServiceCommands(program, processTerminal);
addKeysCommands(program, processTerminal);
addUsersCommands(program, processTerminal);
addProvidersCommands(program, processTerminal);
addUsageCommand(program, processTerminal);
addAuditCommand(program, processTerminal);
addBackupCommands(program, processTerminal);
process.exitCode = await runProgram(program, process.argv.slice(2), processTerminal);
