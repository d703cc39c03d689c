import { join } from "node:path";
import { tuneHeapForAudio } from "@club/shared/audio/heap-for-audio.ts";
import { safeLines, type SafeText } from "@club/shared/terminal/safe-text.ts";
import { asFailure, type FailureCode } from "@club/shared/wire/failures.ts";
import type { Logger } from "pino";
import { launchOf } from "../config/launch.ts";
import { loadSettings, type SettingsSource } from "../config/load-settings.ts";
import type { Flags } from "../config/merge-settings.ts";
import { pathsOf } from "../config/paths.ts";
import { problemLine } from "../config/problem.ts";
import type { Settings } from "../config/settings.ts";
import { Background, messageOf } from "../background.ts";
import { Daemon } from "../daemon.ts";
import { checkFileModes } from "../doctor/check-file-modes.ts";
import { engineMaker } from "../engines/create-engine.ts";
import { StartedEngines } from "../engines/on-demand/started-engines.ts";
import { prepareFfmpeg } from "../engines/decode/ffmpeg.ts";
import { agentLimits } from "../limits.ts";
import { LogRing } from "../log-ring.ts";
import { createLogger } from "../logger.ts";
import { argvOf, settingFlags } from "./setting-options.ts";
import { programCommand } from "./program-command.ts";
import { onFaults, onSignals } from "./process-events.ts";
import { notifySystemd } from "@club/shared/system-service/notify-systemd.ts";
import { Successor } from "../update/successor.ts";
import { agentVersion } from "../version.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Terminal } from "./terminal.ts";

export type ServeFlags = Flags & { readonly config?: string; readonly once?: boolean };

/** Serves until it is told to stop, or cannot begin. Returns the exit code. */
export async function serve(flags: ServeFlags, terminal: Terminal): Promise<number> {
  tuneHeapForAudio();
  await prepareFfmpeg();
  const { environment } = terminal;
  const source = { flags: settingFlags(flags), configFile: flags.config, environment };
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
  const background = new Background({
    log: (work, thrown) => log.warn({ work, err: causeWords(thrown, log) }, `${work} failed`),
    now: monotonic,
  });
  const successor = new Successor({
    command: [...(await programCommand()), "serve", ...argvOf(flags)],
    name: settings.name.value,
    paths: pathsOf(terminal.environment),
    log: (words) => log.error(words),
  });
  const paths = pathsOf(terminal.environment);
  const started = await StartedEngines.open(join(paths.state, "engines-started"));
  process.once("exit", () => started.killAll());
  const daemon = await Daemon.create({
    settings,
    launch: launchOf(source, process.cwd()),
    loadSettings: () => loadSettings(source),
    paths,
    version: agentVersion(),
    once: flags.once === true,
    createEngine: engineMaker(started),
    log,
    logs,
    background,
    now: monotonic,
    wallClock: () => new Date(),
    random: Math.random,
    successor,
    notify: (words) => void notifySystemd(terminal.environment, words),
  });
  if (terminal.isTerminal.err) terminal.err(greeting(settings));
  await warnOfOpenToken(settings, log);
  using _ = onSignals(daemon, successor, background);
  using __ = onFaults(background, monotonic);
  try {
    await daemon.run();
    return endSoon((await successor.ended) ?? exitCodes.done);
  } catch (thrown) {
    const failure = asFailure(thrown);
    log.fatal({ code: failure.code }, failure.message);
    log.debug({ err: failure.cause }, "where that came from");
    return endSoon(exitCodesByFailure[failure.code] ?? exitCodes.failure);
  }
}

/** The process ends by itself when nothing is left to do; an engine's connection must not keep it. */
function endSoon(code: number): number {
  setTimeout(() => process.exit(code), agentLimits.closeMs).unref();
  return code;
}

/** For a person: what is served, and where to look. */
function greeting({ services, hub, name }: Settings): SafeText {
  const models = services.map(({ value }) => value.model).join(", ");
  const dashboard = hub.value.href.replace(/\/$/, "");
  return safeLines([
    `Serving ${models} to ${dashboard} as ${name.value}.`,
    `Dashboard: ${dashboard}`,
    "Status: club-agent status. Ctrl-C stops it.",
  ]);
}

/** A file that the owner chose may be readable on purpose, e.g. a container's secret: warn only. */
async function warnOfOpenToken(settings: Settings, log: Logger): Promise<void> {
  const finding = await checkFileModes(settings.token.value);
  if (finding.result !== "ok") log.warn(`${finding.detail}: ${finding.fix ?? ""}`);
}

function monotonic(): number {
  return performance.now();
}

/** With its stack at level debug alone. */
function causeWords(thrown: unknown, log: Logger): unknown {
  return log.isLevelEnabled("debug") ? thrown : messageOf(thrown);
}

const exitCodesByFailure: { readonly [C in FailureCode]?: number } = {
  INVALID_KEY: exitCodes.refused,
  PERMISSION_DENIED: exitCodes.refused,
  VERSION_REFUSED: exitCodes.versionRefused,
  CONN_LOST: exitCodes.unreachable,
  SHUTTING_DOWN: exitCodes.unreachable,
  RATE_LIMITED: exitCodes.unreachable,
};
