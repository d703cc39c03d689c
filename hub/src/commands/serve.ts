import type { Command } from "commander";
import { pino } from "pino";
import { parseSettings } from "../config.ts";
import { startHub } from "../hub.ts";
import { drainMs } from "../limits.ts";
import { dataFolderOption } from "./data-folder-option.ts";
import type { Terminal } from "./terminal.ts";

/** `club-hub serve`: the hub itself, until SIGINT or SIGTERM; a second signal ends it at once. */
export function addServeCommand(program: Command, terminal: Terminal): void {
  program
    .command("serve")
    .description("run the hub")
    .option("--host <address>", "where to listen (CLUB_HUB_HOST)")
    .option("--port <number>", "0: any free one (CLUB_HUB_PORT)")
    .addOption(dataFolderOption())
    .option("--max-input-characters <number>", "the longest text of one request")
    .option("--transcode <formats>", "really make these, e.g. mp3,aac,flac; else WAV answers them")
    .option("--ffmpeg <program>", "the ffmpeg to encode with")
    .option("--opus-bitrate-kbps <number>", "of Opus answers, per channel; 48 by default")
    .option("--opus-complexity <number>", "0 to 10; 5 by default, 10 costs four times as much")
    .option("--log-level <level>", "trace, debug, info, warn, error or silent")
    .addHelpText("after", "\nExample:\n  $ club-hub serve --port 8080 --data ./hub-data\n")
    .action(async (flags: Readonly<Record<string, unknown>>) => {
      const settings = parseSettings({ ...fromEnvironment(process.env), ...flags });
      const log = pino({ level: settings.logLevel }, pino.destination(2));
      const hub = await startHub(settings, log);
      terminal.out(`listening on ${hub.url}\n`);
      log.info({ url: hub.url, data: settings.data }, "hub is up");
      await toldToStop();
      log.info("hub is stopping");
      await hub.stop(AbortSignal.any([AbortSignal.timeout(drainMs), secondSignal()]));
      log.info("hub has stopped");
    });
}

const variables: Readonly<Record<string, string>> = {
  CLUB_HUB_HOST: "host",
  CLUB_HUB_PORT: "port",
  CLUB_HUB_MAX_INPUT_CHARACTERS: "maxInputCharacters",
  CLUB_HUB_TRANSCODE: "transcode",
  CLUB_HUB_FFMPEG: "ffmpeg",
  CLUB_HUB_OPUS_BITRATE_KBPS: "opusBitrateKbps",
  CLUB_HUB_OPUS_COMPLEXITY: "opusComplexity",
  CLUB_HUB_LOG_LEVEL: "logLevel",
};

function fromEnvironment(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const entries = Object.entries(variables).flatMap(([variable, setting]) => {
    const value = environment[variable];
    return value === undefined ? [] : [[setting, value] as const];
  });
  return Object.fromEntries(entries);
}

function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of stopSignals) process.once(name, () => resolve());
  });
}

function secondSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of stopSignals) process.once(name, () => controller.abort());
  return controller.signal;
}

const stopSignals = ["SIGINT", "SIGTERM"] as const;
