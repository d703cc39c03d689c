import { safe } from "@club/shared/terminal/safe-text.ts";
import { Command } from "commander";
import { agentVersion } from "../version.ts";
import { addCompletion } from "./completion.ts";
import { addConfigCommand } from "./config-show.ts";
import { addControlCommands } from "./control.ts";
import { addDoctorCommand } from "./doctor.ts";
import { addEnginesCommand } from "./engines.ts";
import { addInitCommand } from "./init.ts";
import { addJoinCommand } from "./join.ts";
import { addLoginCommands } from "./login.ts";
import { addLogsCommand } from "./logs.ts";
import { addServeCommand } from "./serve.ts";
import { addServiceCommands } from "./service.ts";
import { addStatusCommand } from "./status.ts";
import { addTestCommand } from "./test.ts";
import { addUpdateCommand } from "./update.ts";
import type { Terminal } from "./terminal.ts";

/** The whole command line of `club-agent`. */
export function agentProgram(terminal: Terminal): Command {
  const program = new Command("club-agent")
    .description("Share a text-to-speech server of yours through a Club hub")
    .version(agentVersion());
  program.commandsGroup("Set up:");
  addJoinCommand(program, terminal);
  addInitCommand(program, terminal);
  addLoginCommands(program, terminal);
  addEnginesCommand(program, terminal);
  addServiceCommands(program, terminal);
  addUpdateCommand(program, terminal);
  program.commandsGroup("Run:");
  addServeCommand(program, terminal);
  addTestCommand(program, terminal);
  program.commandsGroup("Control:");
  addControlCommands(program, terminal);
  program.commandsGroup("Diagnose:");
  addStatusCommand(program, terminal);
  addDoctorCommand(program, terminal);
  addLogsCommand(program, terminal);
  addConfigCommand(program, terminal);
  program.commandsGroup("Other:").helpCommand("help [command]", "Show the help of a command");
  program
    .command("version")
    .description("Print the version")
    .addHelpText("after", "\nExample:\n  club-agent version")
    .action(() => terminal.out(safe`${agentVersion()}\n`));
  addCompletion(program);
  return program;
}
