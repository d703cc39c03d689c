import { launchdPlan } from "@club/shared/system-service/launchd.ts";
import type { ServicePlan } from "@club/shared/system-service/service-plan.ts";
import { type ServiceScope, systemdPlan } from "@club/shared/system-service/systemd.ts";
import { windowsTaskPlan } from "@club/shared/system-service/windows-task.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { dirname } from "node:path";
import type { Environment } from "../config/paths.ts";
import { pathsOf } from "../config/paths.ts";
import { systemdUnit } from "./systemd-unit.ts";

/** What installing the service would do on this system. Throws CONFLICT where there is no way. */
export function planService(
  scope: ServiceScope,
  command: readonly string[],
  environment: Environment,
  platform: NodeJS.Platform,
): ServicePlan {
  const name = "club-agent";
  if (platform === "darwin") {
    return launchdPlan({ label: name, command, home: environment["HOME"] ?? "" });
  }
  if (platform === "linux") {
    const configFolder = dirname(pathsOf(environment).config);
    return systemdPlan({ name, scope, configFolder, text: systemdUnit({ scope, command }) });
  }
  if (platform === "win32") {
    return windowsTaskPlan({ name, command, folder: pathsOf(environment, platform).state });
  }
  throw new Failure("CONFLICT", `There is no way to install a service on ${platform} yet.`);
}
