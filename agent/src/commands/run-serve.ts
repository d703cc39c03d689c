import { tuneHeapForAudio } from "@club/shared/audio/heap-for-audio.ts";
import { safeLines } from "@club/shared/terminal/safe-text.ts";
import { asFailure, type FailureCode } from "@club/shared/wire/failures.ts";
import type { Logger } from "pino";
import { loadSettings, type SettingsSource } from "../config/load-settings.ts";
import type { Flags } from "../config/merge-settings.ts";
import { pathsOf } from "../config/paths.ts";
import { problemLine } from "../config/problem.ts";
import type { Settings } from "../config/settings.ts";
import { Daemon } from "../daemon.ts";
import { checkFileModes } from "../doctor/check-file-modes.ts";
import { engineMaker } from "../engines/create-engine.ts";
import { prepareFfmpeg } from "../engines/decode/ffmpeg.ts";
import { agentLimits } from "../limits.ts";
import { LogRing } from "../log-ring.ts";
import { createLogger } from "../logger.ts";
import { notifySystemd } from "../system-service/notify-systemd.ts";
import { agentVersion } from "../version.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Terminal } from "./terminal.ts";

export type ServeFlags = Flags & { readonly config?: string; readonly once?: boolean };

/** Serves until it is told to stop, or cannot begin. Returns the exit code. */
export async function serve(flags: ServeFlags, terminal: Terminal): Promise<number> {
  tuneHeapForAudio();
  await prepareFfmpeg();
  const { environment } = terminal;
  const source = { flags, configFile: flags.config, environment };
  const loaded = await loadSettings(source);
  if ("problems" in loaded) {
    terminal.err(safeLines(loaded.problems.map(problemLine)));
    return exitCodes.configuration;
  }
  return await runUntilStopped(loaded.settings, source, flags, terminal);
}

async function runUntilStopped(
  settings: Settings,
  source: SettingsSource,
  flags: ServeFlags,
  terminal: Terminal,
): Promise<number> {
  const logs = new LogRing(agentLimits.logLines);
  const { isTerminal, isColoured } = terminal;
  const log = createLogger(
    { write: terminal.err, keep: logs, isTerminal: isTerminal.err, isColoured: isColoured.err },
    settings.logLevel.value,
  );
  const daemon = await Daemon.create({
    settings,
    loadSettings: () => loadSettings(source),
    paths: pathsOf(terminal.environment),
    version: agentVersion(),
    once: flags.once === true,
    createEngine: engineMaker(),
    log,
    logs,
    now: () => performance.now(),
    wallClock: () => new Date(),
    random: Math.random,
    notify: (words) => void notifySystemd(terminal.environment, words),
  });
  await warnOfOpenToken(settings, log);
  using _ = onSignals(daemon);
  try {
    await daemon.run();
    return exitCodes.done;
  } catch (thrown) {
    const failure = asFailure(thrown);
    log.fatal({ code: failure.code }, failure.message);
    log.debug({ err: failure.cause }, "where that came from");
    return exitCodesByFailure[failure.code] ?? exitCodes.failure;
  }
}

/** A file that the owner chose may be readable on purpose, e.g. a container's secret: warn only. */
async function warnOfOpenToken(settings: Settings, log: Logger): Promise<void> {
  const finding = await checkFileModes(settings.token.value);
  if (finding.result !== "ok") log.warn(`${finding.detail}: ${finding.fix ?? ""}`);
}

/**
 * SIGHUP reads the configuration again. The first SIGINT or SIGTERM drains; the second exits at once,
 * whatever is under way.
 */
function onSignals(daemon: Daemon): Disposable {
  let asked = false;
  const stop = (): void => {
    if (asked) process.exit(exitCodes.failure);
    asked = true;
    void daemon.drain();
  };
  const reload = (): void => void daemon.reload();
  const listeners = { SIGINT: stop, SIGTERM: stop, SIGHUP: reload } as const;
  const entries = Object.entries(listeners) as [keyof typeof listeners, () => void][];
  for (const [signal, listener] of entries) process.on(signal, listener);
  return {
    [Symbol.dispose]: () => {
      for (const [signal, listener] of entries) process.off(signal, listener);
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
