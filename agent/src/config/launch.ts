import * as z from "zod";
import type { SettingsSource } from "./load-settings.ts";
import type { Environment } from "./paths.ts";

/** What a running agent's settings came from, but for its key. */
export type Launch = {
  readonly flags: Readonly<Record<string, string | boolean>>;
  readonly configFile?: string | undefined;
  readonly folder: string;
  /** The file of the program that runs. */
  readonly program?: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
};

/** For other commands on this machine: enough to read the same settings. CLUB_TOKEN stays where it is. */
export function launchOf(source: SettingsSource, folder: string): Launch {
  const { flags, configFile, environment } = source;
  return {
    flags: present(flags),
    ...(configFile !== undefined && { configFile }),
    folder,
    program: process.execPath,
    environment: present(
      Object.fromEntries(Object.entries(environment).filter(([name]) => matters(name))),
    ),
  };
}

/** The source of the same settings, read elsewhere; the key of CLUB_TOKEN is the reader's own. */
export function sourceOf(launch: Launch, environment: Environment): SettingsSource {
  const { CLUB_TOKEN } = environment;
  const { flags, configFile, folder } = launch;
  return {
    flags,
    configFile,
    folder,
    environment: { ...launch.environment, PATH: environment["PATH"], CLUB_TOKEN },
  };
}

export const launchSchema: z.ZodType<Launch> = z.object({
  flags: z.record(z.string(), z.union([z.string(), z.boolean()])),
  configFile: z.string().optional(),
  folder: z.string(),
  program: z.string().optional(),
  environment: z.record(z.string(), z.string()),
});

function matters(name: string): boolean {
  if (name === "CLUB_TOKEN") return false;
  return name.startsWith("CLUB_") || name === "HOME" || name.startsWith("XDG_");
}

function present<T>(values: Readonly<Record<string, T | undefined>>): Record<string, T> {
  const entries = Object.entries(values).filter(
    (entry): entry is [string, T] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}
