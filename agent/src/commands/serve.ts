import { asFailure, type FailureCode } from "@club/shared/wire/failures.ts";
import type { Command } from "commander";
import { loadSettings } from "../config/load-settings.ts";
import { pathsOf } from "../config/paths.ts";
import { problemLines } from "../config/problem.ts";
import type { Settings } from "../config/settings.ts";
import { Daemon } from "../daemon.ts";
import { createEngine } from "../engines/create-engine.ts";
import { createLogger } from "../logger.ts";
import { agentVersion } from "../version.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

type ServeFlags = {
  readonly type?: string;
  readonly hub?: string;
  readonly tokenFile?: string;
  readonly config?: string;
  readonly name?: string;
  readonly insecure?: boolean;
  readonly once?: boolean;
  readonly logLevel: string;
};

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
    .option("--insecure", "accept plain http to another machine")
    .option("--once", "give up when the hub cannot be reached at first")
    .option("--log-level <level>", "trace, debug, info, warn or error", "info")
    .addHelpText("after", serveHelp)
    .action(async (flags: ServeFlags) => {
      process.exitCode = await serve(flags, terminal);
    });
}

async function serve(flags: ServeFlags, terminal: Terminal): Promise<number> {
  const { environment } = terminal;
  const { config, tokenFile, ...rest } = flags;
  const loaded = await loadSettings({
    flags: { ...rest, token_file: tokenFile },
    configFile: config,
    environment,
  });
  if ("problems" in loaded) {
    terminal.err(`${problemLines(loaded.problems)}\n`);
    return exitCodes.configuration;
  }
  return await runUntilStopped(loaded.settings, flags, terminal);
}

async function runUntilStopped(
  settings: Settings,
  flags: ServeFlags,
  terminal: Terminal,
): Promise<number> {
  const log = createLogger(
    { write: terminal.err, isTerminal: terminal.isTerminal.err },
    flags.logLevel,
  );
  const daemon = new Daemon({
    settings,
    paths: pathsOf(terminal.environment),
    version: agentVersion(),
    once: flags.once === true,
    createEngine,
    log,
    now: () => performance.now(),
    random: Math.random,
  });
  using _ = onStopSignals(() => void daemon.drain());
  try {
    await daemon.run();
    return exitCodes.done;
  } catch (thrown) {
    const failure = asFailure(thrown);
    log.fatal({ code: failure.code, err: failure.cause }, failure.message);
    return exitCodesByFailure[failure.code] ?? exitCodes.failure;
  }
}

/** The first signal asks to stop; the second one stops at once, whatever is under way. */
function onStopSignals(stop: () => void): Disposable {
  let asked = false;
  const onSignal = (): void => {
    if (asked) process.exit(exitCodes.failure);
    asked = true;
    stop();
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    [Symbol.dispose]: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

const exitCodesByFailure: { readonly [C in FailureCode]?: number } = {
  INVALID_KEY: exitCodes.refused,
  PERMISSION_DENIED: exitCodes.refused,
  VERSION_REFUSED: exitCodes.versionRefused,
  CONN_LOST: exitCodes.unreachable,
  SHUTTING_DOWN: exitCodes.unreachable,
  RATE_LIMITED: exitCodes.unreachable,
};

const serveHelp = `
Every setting may also stand in the environment (CLUB_HUB, CLUB_TOKEN, CLUB_TOKEN_FILE, CLUB_NAME,
CLUB_CONFIG, …) or in the file; a flag wins over the environment, the environment over the file.
Without a configured service, espeak-ng is served where it is installed.

Exit codes: 0 stopped, 1 failed, 2 wrong usage, 69 hub unreachable (--once), 76 version refused,
77 key refused at the first connect, 78 wrong configuration.

Example:
  club-agent serve --type tts --hub https://hub.example --token-file ~/.config/club/token`;
