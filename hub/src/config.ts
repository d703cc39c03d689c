import { didYouMean } from "@club/shared/terminal/did-you-mean.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { isIP } from "node:net";
import * as z from "zod";
import {
  type AudioFormat,
  audioFormats,
  type OptionalFormat,
  optionalFormats,
} from "./encoding/formats.ts";
import { list, pairs } from "./setting-lists.ts";
import type { SettingsFile } from "./settings-file.ts";

/** What a hub is told at its start. `data` has a flag of its own, shared by all commands. */
export type Settings = {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** The folder of the database and the audio. */
  readonly data: string;
  /** The hub's address as the outside sees it; undefined: as each request names it. */
  readonly publicUrl?: string | undefined;
  /** Unicode characters that one request may have. */
  readonly maxInputCharacters: number;
  /** The same of one job. */
  readonly maxJobCharacters: number;
  /** Beside public addresses: where webhooks may go. */
  readonly webhookNetworks: readonly string[];
  /** The optional encodings that are made; the others are answered in WAV. */
  readonly transcode: readonly OptionalFormat[];
  /** What a request gets that names no format. */
  readonly defaultFormat: AudioFormat;
  /** Further names of models, each with the model that it stands for. */
  readonly modelAliases: Readonly<Record<string, string>>;
  readonly ffmpeg: string;
  readonly opusBitrateKbps: number;
  readonly opusComplexity: number;
  /** PEM files; both or none. */
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  /** Addresses or networks (CIDR) whose X-Forwarded-* headers are believed. */
  readonly trustedProxies: readonly string[];
  /** Web pages of these origins may call the API; `*`: any. */
  readonly corsOrigins: readonly string[];
  /** Audio of one text beyond 30 s and this many seconds a character is taken for a provider's fault. */
  readonly audioSecondsPerCharacter: number;
  /** Agents that one user may have attached at once. */
  readonly maxAgentsPerUser: number;
  /** Whether providers' owners see for whom their machines spoke, and not only on which day. */
  readonly providersSeeUsers: boolean;
  /** A folder with a release of this version, whose agent is handed out; undefined: none is. */
  readonly releaseFolder?: string | undefined;
  /** Whether users may make public links to single clips. */
  readonly sharing: boolean;
  /** Whether /v1/open lists models and voices without a key. */
  readonly openListing: boolean;
  /** History older than this is removed; undefined: kept for ever. */
  readonly keepDays?: number | undefined;
  /** Audio of one user beyond this is removed, oldest first; undefined: kept. */
  readonly keepMegabytesPerUser?: number | undefined;
  /** Where `/metrics` is served, instead of at the hub's own address and without a key. */
  readonly metricsAddress?: string | undefined;
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "silent";
};

/** One setting: how it is checked, and what `--help` says of it. */
export type Setting = { readonly schema: z.ZodType; readonly help: string; readonly value: string };

const port = z.coerce.number().int().min(0).max(65_535).default(8080);
const count = (max: number): z.ZodCoercedNumber => z.coerce.number().int().min(1).max(max);
const network = z.string().refine((text) => isIP(text.split("/")[0] ?? "") !== 0, {
  message: "must be an IP address or network, e.g. 127.0.0.1 or 10.0.0.0/8",
});
const origin = z.union([z.literal("*"), z.url()]);
const level = z.enum(["trace", "debug", "info", "warn", "error", "silent"]);
const truth = z.union([
  z.boolean(),
  z.enum(["true", "false"]).transform((text) => text === "true"),
]);

/**
 * Every setting but `data`. Its flag is its name in kebab case (`--max-input-characters`), its
 * variable in capitals behind CLUB_HUB_, its key in the file in snake case.
 */
export const settings: Readonly<Record<Exclude<keyof Settings, "data">, Setting>> = {
  host: {
    schema: z.string().min(1).default("127.0.0.1"),
    value: "address",
    help: "where to listen",
  },
  port: { schema: port, value: "number", help: "0: any free one" },
  publicUrl: {
    schema: z.url().optional(),
    value: "url",
    help: "the address as the outside sees it",
  },
  maxInputCharacters: {
    schema: count(1_000_000).default(5_000),
    value: "number",
    help: "the longest text of one request (5000)",
  },
  maxJobCharacters: {
    schema: count(10_000_000).default(2_000_000),
    value: "number",
    help: "the longest text of one job, such as a book (2000000)",
  },
  webhookNetworks: {
    schema: list(network).default([]),
    value: "networks",
    help: "networks of your own that webhooks may go to, e.g. 192.168.1.0/24",
  },
  transcode: {
    schema: z
      .literal("all")
      .transform(() => [...optionalFormats])
      .or(list(z.enum(optionalFormats)))
      .default([]),
    value: "formats",
    help: `make these of ${optionalFormats.join(", ")}, or all; the others are answered in WAV`,
  },
  defaultFormat: {
    schema: z.enum(audioFormats).default("wav"),
    value: "format",
    help: "what a request gets that names no format (wav); mp3 as with OpenAI, if the hub makes it",
  },
  modelAliases: {
    schema: pairs.default({}),
    value: "names",
    help: "further names of models, e.g. tts-1=kokoro,tts-1-hd=kokoro; a map in the file",
  },
  ffmpeg: { schema: z.string().min(1).default("ffmpeg"), value: "program", help: "to encode with" },
  opusBitrateKbps: {
    schema: z.coerce.number().int().min(6).max(256).default(48),
    value: "number",
    help: "of Opus answers, per channel (48)",
  },
  opusComplexity: {
    schema: z.coerce.number().int().min(0).max(10).default(5),
    value: "number",
    help: "0 to 10 (5); 10 costs four times as much",
  },
  tlsCert: { schema: z.string().min(1).optional(), value: "file", help: "certificate chain, PEM" },
  tlsKey: {
    schema: z.string().min(1).optional(),
    value: "file",
    help: "the certificate's key, PEM",
  },
  trustedProxies: {
    schema: list(network).default([]),
    value: "addresses",
    help: "proxies whose X-Forwarded-* headers are believed, e.g. 127.0.0.1",
  },
  corsOrigins: {
    schema: list(origin).default([]),
    value: "origins",
    help: "web pages that may call the API, e.g. https://app.example; * for any",
  },
  audioSecondsPerCharacter: {
    schema: z.coerce.number().positive().max(60).default(1),
    value: "number",
    help: "the slowest speech taken from a provider (1); beyond it and 30 s it is cut off",
  },
  maxAgentsPerUser: {
    schema: count(20_000).default(1_000),
    value: "number",
    help: "agents that one user may have attached (1000)",
  },
  releaseFolder: {
    schema: z.string().min(1).optional(),
    value: "folder",
    help: "hand out the agent from this folder of a release, with /install.sh",
  },
  openListing: {
    schema: truth.default(false),
    value: "true|false",
    help: "list models and voices at /v1/open without a key, for Open WebUI",
  },
  providersSeeUsers: {
    schema: truth.default(false),
    value: "true|false",
    help: "tell providers' owners for whom they spoke, not only how much on which day",
  },
  sharing: {
    schema: truth.default(false),
    value: "true|false",
    help: "allow public links to clips",
  },
  keepDays: { schema: count(36_500).optional(), value: "number", help: "remove older history" },
  keepMegabytesPerUser: {
    schema: count(1_000_000_000).optional(),
    value: "number",
    help: "remove a user's oldest audio beyond this",
  },
  metricsAddress: {
    schema: z
      .string()
      .regex(
        /^(?:\[[\da-f:.]+\]|[\w.-]+):\d{1,5}$/i,
        "must be an address and a port: 127.0.0.1:9464",
      )
      .optional(),
    value: "address:port",
    help: "serve /metrics there, without a key, instead of with the API",
  },
  logLevel: { schema: level.default("info"), value: "level", help: "trace to error, or silent" },
};

export type SettingSources = {
  /** By name, as commander gives them; undefined: not given. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: NodeJS.ProcessEnv;
  /** A YAML file of settings by their names in snake case. */
  readonly file?: string | undefined;
  readonly data: string;
};

/**
 * The settings: flags over environment over file over defaults. Throws INVALID_REQUEST that names
 * everything that is wrong, and where it was said.
 */
export async function loadSettings(sources: SettingSources): Promise<Settings> {
  const file = await settingsIn(sources.file);
  const faults = unknownKeys(file).map(
    (key) => `${sources.file}: ${key}: there is no such setting.${didYouMean(key, settingKeys())}`,
  );
  const loaded: Record<string, unknown> = { data: sources.data };
  for (const [name, { schema }] of Object.entries(settings)) {
    const { value, where } = given(name, sources, file);
    const parsed = schema.safeParse(value);
    if (parsed.success) loaded[name] = parsed.data;
    else faults.push(`${where}: ${parsed.error.issues.map((issue) => issue.message).join(", ")}`);
  }
  if ((loaded["tlsCert"] === undefined) !== (loaded["tlsKey"] === undefined)) {
    faults.push("--tls-cert and --tls-key go together: give both, or neither");
  }
  if (faults.length > 0) throw new Failure("INVALID_REQUEST", faults.join("\n"));
  return loaded as Settings;
}

/** The settings that were given, by name, and where; the others have their defaults. */
export async function givenSettings(sources: SettingSources): Promise<ReadonlyMap<string, string>> {
  const file = await settingsIn(sources.file);
  const places = Object.keys(settings).map((name) => [name, given(name, sources, file)] as const);
  return new Map(
    places.flatMap(([name, { value, where }]) =>
      value === undefined ? [] : [[name, where] as const],
    ),
  );
}

/** `maxInputCharacters` as `max-input-characters` (or with another separator). */
export function separated(name: string, separator: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `${separator}${letter.toLowerCase()}`);
}

function given(
  name: string,
  { flags, environment, file }: SettingSources,
  inFile: SettingsFile,
): { readonly value: unknown; readonly where: string } {
  const variable = `CLUB_HUB_${separated(name, "_").toUpperCase()}`;
  const key = separated(name, "_");
  if (flags[name] !== undefined) return { value: flags[name], where: `--${separated(name, "-")}` };
  if (environment[variable] !== undefined) return { value: environment[variable], where: variable };
  return { value: inFile[key] ?? undefined, where: `${file ?? "settings"}: ${key}` };
}

/** Reading YAML is loaded only where there is some. */
async function settingsIn(file: string | undefined): Promise<SettingsFile> {
  if (file === undefined) return {};
  const { readSettingsFile } = await import("./settings-file.ts");
  return await readSettingsFile(file);
}

function settingKeys(): readonly string[] {
  return Object.keys(settings).map((name) => separated(name, "_"));
}

function unknownKeys(file: SettingsFile): readonly string[] {
  const known = new Set(settingKeys());
  return Object.keys(file).filter((key) => !known.has(key) && key !== "data");
}
