import { dirname, resolve } from "node:path";
import { limits } from "@club/shared/wire/limits.ts";
import { serviceConfigSchema } from "../engines/service-config-schema.ts";
import type { ServiceConfig } from "../engines/service-config.ts";
import type { AgentFile } from "./agent-file.ts";
import { issueWords } from "./issue-words.ts";
import type { Problem } from "./problem.ts";
import type { Setting } from "./settings.ts";

export type ServicesResult = {
  readonly services: readonly Setting<ServiceConfig>[];
  readonly problems: readonly Problem[];
};

/** The file's `services`, each checked by its engine's schema; paths are relative to the file. */
export function readServices(file: AgentFile): ServicesResult {
  const { services: raw = [] } = file.values;
  const where = file.locate(["services"]);
  if (!Array.isArray(raw)) {
    return { services: [], problems: [{ where, what: "services must be a list" }] };
  }
  if (raw.length > limits.services) {
    const what = `services must be at most ${limits.services}; start a second agent for more`;
    return { services: [], problems: [{ where, what }] };
  }
  const results = raw.map((entry: unknown, at) => readService(file, entry, at));
  return {
    services: results.flatMap(({ services }) => services),
    problems: results.flatMap(({ problems }) => problems),
  };
}

function readService(file: AgentFile, entry: unknown, at: number): ServicesResult {
  const parsed = serviceConfigSchema.safeParse(entry);
  if (parsed.success) {
    const value = withPaths(parsed.data, dirname(file.path));
    return { services: [{ value, from: file.locate(["services", at]) }], problems: [] };
  }
  const problems = parsed.error.issues.map((issue) => ({
    where: file.locate(["services", at, ...issue.path]),
    what: `services[${at}]${issue.path.map(key).join("")} ${issueWords(issue)}`,
  }));
  return { services: [], problems };
}

function key(name: PropertyKey): string {
  return typeof name === "number" ? `[${name}]` : `.${String(name)}`;
}

function withPaths(config: ServiceConfig, folder: string): ServiceConfig {
  const paths: { apiKeyFile?: string; program?: string; referenceFolder?: string } = {};
  if ("apiKeyFile" in config && config.apiKeyFile !== undefined) {
    paths.apiKeyFile = resolve(folder, config.apiKeyFile);
  }
  if ("referenceFolder" in config && config.referenceFolder !== undefined) {
    paths.referenceFolder = resolve(folder, config.referenceFolder);
  }
  if ("program" in config && config.program?.includes("/")) {
    paths.program = resolve(folder, config.program);
  }
  return { ...config, ...paths };
}
