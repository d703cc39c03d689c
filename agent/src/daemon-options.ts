import type { Logger } from "pino";
import type { Background } from "./background.ts";
import type { Launch } from "./config/launch.ts";
import type { SettingsResult } from "./config/load-settings.ts";
import type { Paths } from "./config/paths.ts";
import type { Settings } from "./config/settings.ts";
import type { Engine } from "./engines/engine.ts";
import type { ServiceConfig } from "./engines/service-config.ts";
import type { LogRing } from "./log-ring.ts";

/** What a daemon is given, so that nothing in it reaches for the world by itself. */
export type DaemonOptions = {
  readonly settings: Settings;
  /** What the settings came from, for commands that are to use the same. */
  readonly launch: Launch;
  /** Reads the configuration again. */
  readonly loadSettings: () => Promise<SettingsResult>;
  readonly paths: Paths;
  readonly version: string;
  /** Whether a first dial that fails ends it. */
  readonly once: boolean;
  readonly createEngine: (config: ServiceConfig) => Engine;
  readonly log: Logger;
  readonly background: Background;
  readonly logs: LogRing;
  /** A monotonic clock, the time of day, and chance in [0, 1). */
  readonly now: () => number;
  readonly wallClock: () => Date;
  readonly random: () => number;
  /** The agent that follows under this name: it is wanted, and later the name is free for it. */
  readonly successor: { expect(): void; start(): void };
  /** Tells the system's service manager how it goes, in its words: `READY=1`, `STATUS=…`. */
  readonly notify: (words: string) => void;
};
