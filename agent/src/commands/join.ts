import type { Command } from "commander";
import type { JoinFlags } from "./run-join.ts";
import { addSettingOptions } from "./setting-options.ts";
import type { Terminal } from "./terminal.ts";

/** `club-agent join`: from a code to a machine that serves. */
export function addJoinCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("join")
    .description("Make this machine share through a hub: sign in, find what speaks, serve")
    .argument("<hub>", "the hub's address")
    .argument("[code]", "the single-use code that the hub's dashboard shows; else it is asked for");
  addSettingOptions(command, ["name", "insecure"])
    .option("--server <addresses...>", "speech servers elsewhere than at their usual ports")
    .option("--no-service", "serve right here until Ctrl-C, instead of installing the service")
    .addHelpText("after", joinHelp)
    .action(async (hub: string, code: string | undefined, flags: JoinFlags) => {
      const { join } = await import("./run-join.ts");
      process.exitCode = await join(hub, code, flags, terminal);
    });
}

const joinHelp = `
The code is in CLUB_JOIN_CODE, or the second argument, or it is asked for. What is configured here
already is kept. Where no service can be installed, the agent serves right here.

Example:
  club-agent join https://hub.example`;
