import { safe } from "@club/shared/terminal/safe-text.ts";
import { Command } from "commander";
import { hubVersion } from "../version.ts";
import { addAuditCommand } from "./audit.ts";
import { addBackupCommand, addRestoreCommand } from "./backup.ts";
import { addCompletion } from "./completion.ts";
import { addConfigCommand } from "./config-show.ts";
import { addDoctorCommand } from "./doctor.ts";
import { addJobsCommands } from "./jobs.ts";
import { addKeysCommands } from "./keys.ts";
import { addProvidersCommands } from "./providers.ts";
import { addServeCommand } from "./serve.ts";
import { addServiceCommands } from "./service.ts";
import { addStatusCommand } from "./status.ts";
import type { Terminal } from "./terminal.ts";
import { addUsageCommand } from "./usage.ts";
import { addUsersCommands } from "./users.ts";

/** The whole command line of `club-hub`. */
export function hubProgram(terminal: Terminal): Command {
  const program = new Command("club-hub")
    .description("The hub of a Club: an OpenAI-shaped speech API in front of many homes")
    .version(hubVersion());
  program.commandsGroup("Set up:");
  addKeysCommands(program, terminal);
  addUsersCommands(program, terminal);
  addServiceCommands(program, terminal);
  addRestoreCommand(program, terminal);
  program.commandsGroup("Run:");
  addServeCommand(program, terminal);
  program.commandsGroup("Control:");
  addProvidersCommands(program, terminal);
  addJobsCommands(program, terminal);
  addBackupCommand(program, terminal);
  program.commandsGroup("Diagnose:");
  addStatusCommand(program, terminal);
  addDoctorCommand(program, terminal);
  addUsageCommand(program, terminal);
  addAuditCommand(program, terminal);
  addConfigCommand(program, terminal);
  program.commandsGroup("Other:").helpCommand("help [command]", "show the help of a command");
  program
    .command("version")
    .description("print the version")
    .addHelpText("after", "\nExample:\n  $ club-hub version\n")
    .action(() => terminal.out(safe`${hubVersion()}\n`));
  addCompletion(program);
  return program;
}
