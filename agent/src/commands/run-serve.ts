import { asFailure, type FailureCode } from "@club/shared/wire/failures.ts";
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

export type ServeFlags = {
  readonly type?: string;
  readonly hub?: string;
  readonly tokenFile?: string;
  readonly config?: string;
  readonly name?: string;
  readonly insecure?: boolean;
  readonly once?: boolean;
  readonly logLevel: string;
};

/** Serves until it is told to stop, or cannot begin. Returns the exit code. */
export async function serve(flags: ServeFlags, terminal: Terminal): Promise<number> {
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
