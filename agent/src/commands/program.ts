import { Command } from "commander";
import { agentVersion } from "../version.ts";
import { addCompletion } from "./completion.ts";
import { addConfigCommand } from "./config-show.ts";
import { addControlCommands } from "./control.ts";
import { addDoctorCommand } from "./doctor.ts";
import { addInitCommand } from "./init.ts";
import { addLoginCommands } from "./login.ts";
import { addLogsCommand } from "./logs.ts";
import { addServeCommand } from "./serve.ts";
import { addServiceCommands } from "./service.ts";
import { addStatusCommand } from "./status.ts";
import { addTestCommand } from "./test.ts";
import type { Terminal } from "./terminal.ts";

/** The whole command line of `club-agent`. */
export function agentProgram(terminal: Terminal): Command {
  const program = new Command("club-agent")
    .description("Share a text-to-speech server of yours through a Club hub")
    .version(agentVersion());
  addInitCommand(program, terminal);
  addTestCommand(program, terminal);
  addServeCommand(program, terminal);
  addStatusCommand(program, terminal);
  addLoginCommands(program, terminal);
  addControlCommands(program, terminal);
  addLogsCommand(program, terminal);
  addConfigCommand(program, terminal);
  addDoctorCommand(program, terminal);
  addServiceCommands(program, terminal);
  program
    .command("version")
    .description("Print the version")
    .addHelpText("after", "\nExample:\n  club-agent version")
    .action(() => terminal.out(`${agentVersion()}\n`));
  addCompletion(program);
  return program;
}
