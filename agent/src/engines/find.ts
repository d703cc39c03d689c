import { findProgram } from "./program/find-program.ts";
import type { ServiceConfig } from "./service-config.ts";
import { serviceConfigSchema } from "./service-config-schema.ts";

/** What can be served without any configuration: espeak-ng, where it is on the PATH. */
export async function findServices(): Promise<ServiceConfig[]> {
  const espeak = await findProgram("espeak-ng");
  return espeak === undefined ? [] : [serviceConfigSchema.parse({ engine: "espeak-ng" })];
}
