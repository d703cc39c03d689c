import type { Command } from "commander";
import type { ServeFlags } from "./run-serve.ts";
import { addConfigOption, addSettingOptions, flagSettings } from "./setting-options.ts";
import type { Terminal } from "./terminal.ts";

/** `club-agent serve`: connects to the hub and speaks for it until it is told to stop. */
export function addServeCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("serve")
    .description("Connect to a hub and speak for it, until stopped with Ctrl-C");
  addConfigOption(addSettingOptions(command, flagSettings))
    .option("--once", "give up when the first attempt to reach the hub fails")
    .addHelpText("after", serveHelp)
    .action(async (flags: ServeFlags) => {
      // Loaded when it is needed: the other commands start in half the time without it.
      const { serve } = await import("./run-serve.ts");
      process.exitCode = await serve(flags, terminal);
    });
}

const serveHelp = `
Every setting can also be given in the environment (CLUB_HUB, CLUB_TOKEN_FILE, CLUB_NAME, …) or in the
file (hub, token_file, name, …): a flag wins over the environment, the environment over the file.
CLUB_TOKEN holds the key itself. Without a configured service, espeak-ng is served if it is installed.

Exit codes: 0 stopped, 1 failed, 2 wrong usage, 69 hub unreachable (--once), 76 version refused,
77 key refused at the first connect, 78 wrong configuration.

Example:
  club-agent serve --type tts --hub https://hub.example --token-file ~/.config/club/token`;
