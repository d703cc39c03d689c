import { access } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { asFailure } from "@club/shared/wire/failures.ts";
import type { ServiceConfig } from "../engines/service-config.ts";
import { findServices } from "../engines/find.ts";
import { isLoopback } from "../link/agent-url.ts";
import { type AgentFile, readAgentFile } from "./agent-file.ts";
import { keys } from "./keys.ts";
import { type Flags, type Merged, mergeKeys } from "./merge-keys.ts";
import { type Environment, pathsOf } from "./paths.ts";
import type { Problem } from "./problem.ts";
import { readServices } from "./read-services.ts";
import type { Setting, Settings } from "./settings.ts";
import { readToken, type TokenSource } from "./token-source.ts";

export type SettingsSource = {
  readonly flags: Flags;
  /** `--config`; without it CLUB_CONFIG, then `agent.yaml` in the configuration's folder. */
  readonly configFile?: string | undefined;
  readonly environment: Environment;
};

export type SettingsResult =
  | { readonly settings: Settings }
  | { readonly problems: readonly Problem[] };

/** The whole configuration, or everything that is wrong with it. */
export async function loadSettings(source: SettingsSource): Promise<SettingsResult> {
  const path = await configPath(source);
  const read = path === undefined ? { file: undefined } : await readAgentFile(path);
  if ("problems" in read) return read;
  const { file } = read;
  const { merged, problems: wrongKeys } = mergeKeys(source.flags, source.environment, file);
  const type = merged.type ?? { value: "tts", from: "default" };
  const services = await servicesOf(file, type.value);
  const token = await tokenOf(source.environment, merged, file);
  const problems = [
    ...wrongKeys,
    ...unknownKeys(file),
    ...hubProblems(merged, wrongKeys),
    ...services.problems,
    ...("problems" in token ? token.problems : []),
  ];
  if (problems.length > 0 || merged.hub === undefined || "problems" in token) return { problems };
  return {
    settings: {
      hub: merged.hub,
      name: merged.name ?? { value: defaultName(), from: "default" },
      token,
      insecure: merged.insecure ?? { value: false, from: "default" },
      type,
      services: services.services,
    },
  };
}

async function configPath(source: SettingsSource): Promise<string | undefined> {
  const named = source.configFile ?? source.environment["CLUB_CONFIG"];
  if (named) return resolve(named);
  const usual = join(pathsOf(source.environment).config, "agent.yaml");
  return await access(usual).then(
    () => usual,
    () => undefined,
  );
}

function unknownKeys(file: AgentFile | undefined): readonly Problem[] {
  if (file === undefined) return [];
  const known = [...Object.keys(keys), "services"];
  return Object.keys(file.values)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      where: file.locate([key]),
      what: `${key} is not a setting; known are ${known.join(", ")}`,
    }));
}

function hubProblems({ hub, insecure }: Merged, wrong: readonly Problem[]): readonly Problem[] {
  if (hub === undefined) {
    const isWrong = wrong.some(({ what }) => what.startsWith("hub "));
    return isWrong ? [] : [{ where: "hub", what: "is not set: give --hub https://your.hub" }];
  }
  const isOpen = hub.value.protocol === "http:" && !isLoopback(hub.value);
  if (!isOpen || insecure?.value === true) return [];
  const what =
    "plain http to another machine shows your key to everyone in between: use https, or accept it with --insecure";
  return [{ where: hub.from, what }];
}

/** The services of the wanted type; without any in the file, espeak-ng where it is installed. */
async function servicesOf(
  file: AgentFile | undefined,
  type: string,
): Promise<{ services: readonly Setting<ServiceConfig>[]; problems: readonly Problem[] }> {
  const hasServices = file !== undefined && Object.hasOwn(file.values, "services");
  const read = hasServices ? readServices(file) : await foundServices();
  const services = read.services.filter(({ value }) => value.type === type);
  if (services.length > 0 || read.problems.length > 0) return { ...read, services };
  const what = hasServices
    ? `has none of type ${type}: add one, or choose another --type`
    : `none are configured, and espeak-ng is not installed: install it (apt install espeak-ng), or give a --config file`;
  return { services, problems: [{ where: file?.locate(["services"]) ?? "services", what }] };
}

async function foundServices(): Promise<{
  services: readonly Setting<ServiceConfig>[];
  problems: readonly Problem[];
}> {
  const found = await findServices();
  return {
    services: found.map((value) => ({ value, from: "found on this machine" })),
    problems: [],
  };
}

async function tokenOf(
  environment: Environment,
  { token_file: named }: Merged,
  file: AgentFile | undefined,
): Promise<Setting<TokenSource> | { readonly problems: readonly Problem[] }> {
  const setting = tokenSetting(environment, named, file);
  if (setting === undefined) {
    const what = "there is none: give --token-file FILE, or set CLUB_TOKEN";
    return { problems: [{ where: "token", what }] };
  }
  try {
    await readToken(setting.value);
    return setting;
  } catch (thrown) {
    return { problems: [{ where: setting.from, what: asFailure(thrown).message }] };
  }
}

/** CLUB_TOKEN stands beside CLUB_TOKEN_FILE: below the flag, above the file. */
function tokenSetting(
  environment: Environment,
  named: Setting<string> | undefined,
  file: AgentFile | undefined,
): Setting<TokenSource> | undefined {
  const token = environment["CLUB_TOKEN"];
  if (token && named?.from !== keys.token_file.flag) {
    return { value: { at: "environment", token }, from: "CLUB_TOKEN" };
  }
  if (named === undefined) return undefined;
  const isInFile = file !== undefined && named.from.startsWith(`${file.path}:`);
  const folder = isInFile ? dirname(file.path) : process.cwd();
  return { value: { at: "file", path: resolve(folder, named.value) }, from: named.from };
}

/** The machine's name, as far as the name's rules let it be. */
function defaultName(): string {
  const usable = hostname()
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^[._-]+/, "");
  return usable === "" ? "agent" : usable.slice(0, 64);
}
