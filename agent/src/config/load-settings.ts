import { didYouMean } from "@club/shared/terminal/did-you-mean.ts";
import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { findServices } from "../engines/find.ts";
import { isLoopback } from "../link/agent-url.ts";
import type { AgentFile, AgentFileResult } from "./agent-file.ts";
import { findLogin, type Login } from "./find-login.ts";
import { type Flags, type Merged, mergeSettings } from "./merge-settings.ts";
import { type Environment, pathsOf } from "./paths.ts";
import type { Problem } from "./problem.ts";
import { readServices, type ServicesResult } from "./read-services.ts";
import type { Setting, Settings } from "./settings.ts";
import { keyOf, settingNames } from "./settings-table.ts";

export type SettingsSource = {
  readonly flags: Flags;
  /** `--config`; without it CLUB_CONFIG, then `agent.yaml` in the configuration's folder. */
  readonly configFile?: string | undefined;
  readonly environment: Environment;
  /** What relative paths of flags and variables start from; the current folder where left out. */
  readonly folder?: string | undefined;
  /** Whether services do not matter: to those who only talk to the hub. */
  readonly hubOnly?: boolean;
};

export type SettingsResult =
  | { readonly settings: Settings }
  | { readonly problems: readonly Problem[] };

/** The whole configuration, or everything that is wrong with it. */
export async function loadSettings(source: SettingsSource): Promise<SettingsResult> {
  const { flags, environment } = source;
  const path = await configPath(source);
  const read = path === undefined ? { file: undefined } : await readFrom(path);
  if ("problems" in read) return read;
  const { file } = read;
  const { merged, problems: wrong } = mergeSettings(flags, environment, file);
  const login = await findLogin(source, merged, file);
  const hub = hubOf(merged, login);
  const token = await login.tokenFor(hub?.value);
  const services = source.hubOnly
    ? { services: [], problems: [] }
    : await servicesOf(file, merged.type.value);
  const problems = [
    ...wrong,
    ...unknownKeys(file),
    ...hubProblems(hub, merged, wrong),
    ...services.problems,
    ...("what" in token ? [token] : []),
  ];
  if (problems.length > 0 || hub === undefined || "what" in token) return { problems };
  const { tokenFile: _, ...rest } = merged;
  return { settings: { ...rest, hub, token, services: services.services, file: file?.path } };
}

/** Reading YAML is loaded only where there is some. */
async function readFrom(path: string): Promise<AgentFileResult> {
  const { readAgentFile } = await import("./agent-file.ts");
  return await readAgentFile(path);
}

async function configPath(source: SettingsSource): Promise<string | undefined> {
  const named = source.configFile ?? source.environment["CLUB_CONFIG"];
  if (named) return resolve(source.folder ?? "", named);
  const usual = join(pathsOf(source.environment).config, "agent.yaml");
  return await access(usual).then(
    () => usual,
    () => undefined,
  );
}

/** The hub that is named, else the only one that somebody is logged in to. */
function hubOf({ hub: { value, from } }: Merged, login: Login): Setting<URL> | undefined {
  return value === undefined ? login.onlyHub : { value, from };
}

function unknownKeys(file: AgentFile | undefined): readonly Problem[] {
  if (file === undefined) return [];
  const known = [...settingNames.map(keyOf), "services"];
  return Object.keys(file.values)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      where: file.locate([key]),
      what: `${key} is not a setting; known are ${known.join(", ")}.${didYouMean(key, known)}`,
    }));
}

function hubProblems(
  hub: Setting<URL> | undefined,
  { insecure }: Merged,
  wrong: readonly Problem[],
): readonly Problem[] {
  if (hub === undefined) {
    const isWrong = wrong.some(({ what }) => what.startsWith("hub "));
    return isWrong ? [] : [{ where: "hub", what: "is not set: give --hub https://your.hub" }];
  }
  const isOpen = hub.value.protocol === "http:" && !isLoopback(hub.value);
  if (!isOpen || insecure.value) return [];
  const what =
    "plain http to another machine shows your key to everyone in between: use https, or accept it with --insecure";
  return [{ where: hub.from, what }];
}

/** The services of the wanted type; without any in the file, espeak-ng where it is installed. */
async function servicesOf(file: AgentFile | undefined, type: string): Promise<ServicesResult> {
  const hasServices = file !== undefined && Object.hasOwn(file.values, "services");
  const read = hasServices ? readServices(file) : await servicesHere();
  const services = read.services.filter(({ value }) => value.type === type);
  if (services.length > 0 || read.problems.length > 0) return { ...read, services };
  const what = hasServices
    ? `has none of type ${type}: add one, or choose another --type`
    : "none are configured, and espeak-ng is not installed: install it (apt install espeak-ng), or give a --config file";
  return { services, problems: [{ where: file?.locate(["services"]) ?? "services", what }] };
}

async function servicesHere(): Promise<ServicesResult> {
  const found = await findServices();
  return {
    services: found.map((value) => ({ value, from: "found on this machine" })),
    problems: [],
  };
}
