import { limits } from "@club/shared/wire/limits.ts";
import { hostname } from "node:os";
import * as z from "zod";
import type { QuietPeriod } from "../availability/quiet-hours.ts";
import { agentLimits } from "../limits.ts";
import { type ListenAddress, schemas, writeListen, writeQuiet } from "./value-schemas.ts";

/** The agent's own settings, checked; services are beside them in the file. */
export type Values = {
  /** The hub's http(s) address; undefined: the one that somebody is logged in to. */
  readonly hub: URL | undefined;
  /** The file of the hub's key; undefined: CLUB_TOKEN, or what `login` has kept. */
  readonly tokenFile: string | undefined;
  /** What this agent is called at the hub; one name, one agent. */
  readonly name: string;
  /** Whether plain http to another machine is accepted. */
  readonly insecure: boolean;
  /** Which of the services are served. */
  readonly type: string;
  /** When no work is taken. */
  readonly quietHours: readonly QuietPeriod[];
  /** Minutes of audio a day; undefined: no bound. */
  readonly dailyAudioMinutes: number | undefined;
  /** A program and its arguments: while it exits with 0, no work is taken. Empty: none. */
  readonly pauseWhile: readonly string[];
  /** While less GPU memory is free, in GB, no engine is started; undefined: it does not matter. */
  readonly gpuFreeGb: number | undefined;
  /** Where `/livez`, `/readyz` and `/metrics` are served over TCP; undefined: nowhere. */
  readonly listen: ListenAddress | undefined;
  readonly logLevel: LogLevel;
};

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error";

export type SettingName = keyof Values;

/**
 * One setting. Its flag is its name in kebab case (`--token-file`), its variable in capitals behind
 * CLUB_ (CLUB_TOKEN_FILE), its key in the file in snake case (`token_file`).
 */
export type SettingRow<T> = {
  readonly schema: z.ZodType<T>;
  /** What it is when nobody says anything. */
  readonly default: () => T;
  /** What `--help` says of it. */
  readonly help: string;
  /** What the flag takes, for `--help`; a switch takes nothing. */
  readonly value?: string;
  /** For lists of words, which have no good form in a flag or a variable. */
  readonly isInFileOnly?: true;
  /** The value as the file has it, where that is not the value itself. */
  readonly write?: (value: T) => unknown;
};

const absent = (): undefined => undefined;

/** Every setting of the agent: flags, variables, the file, `config show` and completion follow it. */
export const settingsTable: { readonly [K in SettingName]: SettingRow<Values[K]> } = {
  hub: {
    schema: schemas.hub,
    default: absent,
    value: "url",
    help: "the hub's address",
    write: (hub) => hub?.href.replace(/\/$/, ""),
  },
  tokenFile: {
    schema: z.string().min(1, "must be the path of a file"),
    default: absent,
    value: "file",
    help: "where your key for the hub is",
  },
  name: {
    schema: schemas.name,
    default: machineName,
    value: "name",
    help: "what this agent is called (default: the machine's name)",
  },
  insecure: {
    schema: z.union([z.boolean(), z.stringbool()], "must be true or false"),
    default: () => false,
    help: "accept plain http to another machine",
  },
  type: {
    schema: z.string().trim().min(1, "must be a service type, such as tts").max(limits.nameChars),
    default: () => "tts",
    value: "type",
    help: "which of the configured services to serve (default: tts)",
  },
  quietHours: {
    schema: schemas.quietHours,
    default: () => [],
    value: "periods",
    help: "take no work at these hours, e.g. 22:00-07:00",
    write: (periods) => periods.map(writeQuiet),
  },
  dailyAudioMinutes: {
    schema: z.coerce.number("must be a number of minutes").min(0).max(1_440),
    default: absent,
    value: "minutes",
    help: "speak at most this much audio a day",
  },
  pauseWhile: {
    schema: z.array(z.string()).min(1, "must be a program and its arguments").max(agentLimits.argv),
    default: () => [],
    help: "take no work while this program exits with 0, e.g. [pgrep, -x, game]",
    isInFileOnly: true,
  },
  gpuFreeGb: {
    schema: z.coerce.number("must be a number of GB").positive().max(1_024),
    default: absent,
    value: "number",
    help: "start no engine while less GPU memory is free, in GB",
  },
  listen: {
    schema: schemas.listen,
    default: absent,
    value: "address",
    help: "serve /livez, /readyz and /metrics here, e.g. 127.0.0.1:9180",
    write: (address) => address && writeListen(address),
  },
  logLevel: {
    schema: z.enum(["trace", "debug", "info", "warn", "error"]),
    default: () => "info",
    value: "level",
    help: "what is logged: trace, debug, info, warn or error (default: info)",
  },
};

export const settingNames: readonly SettingName[] = Object.keys(settingsTable) as SettingName[];

export function flagOf(name: SettingName): string {
  return `--${separated(name, "-")}`;
}

export function variableOf(name: SettingName): string {
  return `CLUB_${separated(name, "_").toUpperCase()}`;
}

export function keyOf(name: SettingName): string {
  return separated(name, "_");
}

function separated(name: string, separator: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `${separator}${letter.toLowerCase()}`);
}

/** The machine's name, as far as the rules for names allow it. */
function machineName(): string {
  const usable = hostname()
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^[._-]+/, "");
  return usable === "" ? "agent" : usable.slice(0, limits.nameChars);
}
