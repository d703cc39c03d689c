import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Failure } from "@club/shared/wire/failures.ts";
import { readAgentFile } from "../config/agent-file.ts";
import { type Environment, pathsOf } from "../config/paths.ts";
import { problemLines } from "../config/problem.ts";
import { readServices } from "../config/read-services.ts";
import { findServices } from "../engines/find.ts";
import type { ServiceConfig } from "../engines/service-config.ts";

/**
 * One service of the configuration, or of what is found without one: that of the model, or the first.
 * Throws INVALID_REQUEST when there is none, or the configuration is wrong.
 */
export async function chooseService(
  configFile: string | undefined,
  model: string | undefined,
  environment: Environment,
): Promise<ServiceConfig> {
  const services = await configured(configFile, environment);
  const chosen = services.find((service) => model === undefined || service.model === model);
  if (chosen !== undefined) return chosen;
  const known = services.map((service) => service.model).join(", ");
  throw new Failure(
    "INVALID_REQUEST",
    known === ""
      ? "There is no service: club-agent init finds some, or install espeak-ng."
      : `There is no service of the model ${model}; there are: ${known}.`,
  );
}

async function configured(
  configFile: string | undefined,
  environment: Environment,
): Promise<readonly ServiceConfig[]> {
  const path = await pathOf(configFile ?? environment["CLUB_CONFIG"], environment);
  if (path === undefined) return await findServices();
  const read = await readAgentFile(path);
  if ("problems" in read) throw new Failure("INVALID_REQUEST", problemLines(read.problems));
  const { services, problems } = readServices(read.file);
  if (problems.length > 0) throw new Failure("INVALID_REQUEST", problemLines(problems));
  return services.length === 0 ? await findServices() : services.map(({ value }) => value);
}

async function pathOf(
  named: string | undefined,
  environment: Environment,
): Promise<string | undefined> {
  if (named) return resolve(named);
  const usual = join(pathsOf(environment).config, "agent.yaml");
  return await access(usual).then(
    () => usual,
    () => undefined,
  );
}
