import type { Command } from "commander";
import type { ServeFlags } from "./run-serve.ts";
import type { Terminal } from "./terminal.ts";

/** `club-agent serve`: connects to the hub and speaks for it until it is told to stop. */
export function addServeCommand(program: Command, terminal: Terminal): void {
  program
    .command("serve")
    .description("Connect to a hub and speak for it, until stopped with Ctrl-C")
    .option("--type <type>", "which of the configured services to serve (default: tts)")
    .option("--hub <url>", "the hub's address")
    .option("--token-file <file>", "where your key for the hub is")
    .option("--config <file>", "settings and services")
    .option("--name <name>", "what this agent is called (default: the machine's name)")
    .option("--listen <address>", "serve /livez, /readyz and /metrics here, e.g. 127.0.0.1:9180")
    .option("--insecure", "accept plain http to another machine")
    .option("--once", "give up when the hub cannot be reached at first")
    .option("--log-level <level>", "trace, debug, info, warn or error", "info")
    .addHelpText("after", serveHelp)
    .action(async (flags: ServeFlags) => {
      // Loaded when it is needed: the other commands start in half the time without it.
      const { serve } = await import("./run-serve.ts");
      process.exitCode = await serve(flags, terminal);
    });
}

const serveHelp = `
Every setting may also stand in the environment (CLUB_HUB, CLUB_TOKEN, CLUB_TOKEN_FILE, CLUB_NAME,
CLUB_CONFIG, …) or in the file; a flag wins over the environment, the environment over the file.
Without a configured service, espeak-ng is served where it is installed.

Exit codes: 0 stopped, 1 failed, 2 wrong usage, 69 hub unreachable (--once), 76 version refused,
77 key refused at the first connect, 78 wrong configuration.

Example:
  club-agent serve --type tts --hub https://hub.example --token-file ~/.config/club/token`;
