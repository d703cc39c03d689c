import { launchdPlan } from "@club/shared/system-service/launchd.ts";
import type { ServicePlan } from "@club/shared/system-service/service-plan.ts";
import { systemdPlan } from "@club/shared/system-service/systemd.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { join } from "node:path";
import { type HubUnitOptions, hubUnit, systemDataFolder } from "./hub-unit.ts";

/** What installing the hub as a service would do on this system. Throws CONFLICT where there is no way. */
export function planService(
  options: HubUnitOptions,
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): ServicePlan {
  const name = "club-hub";
  const home = environment["HOME"] ?? "";
  if (platform === "linux") {
    const xdg = environment["XDG_CONFIG_HOME"];
    const configFolder = xdg?.startsWith("/") === true ? xdg : join(home, ".config");
    return systemdPlan({ name, scope: options.scope, configFolder, text: hubUnit(options) });
  }
  if (platform === "darwin") {
    const files = Object.entries(options.files).flat();
    const command = [...options.program, "serve", ...files, ...options.options];
    return launchdPlan({ label: name, command, home });
  }
  throw new Failure("CONFLICT", `There is no way to install a service on ${platform} yet.`);
}

/**
 * Throws INVALID_REQUEST for what a system's service cannot do: run what lies in somebody's home, which the
 * unit's user cannot read, or keep its data elsewhere than where it may write.
 */
export function requireServable({ scope, program, options }: HubUnitOptions): void {
  if (scope !== "system") return;
  const hidden = program.find((path) => /^\/(?:home|root|run\/user)\//.test(path));
  if (hidden !== undefined) {
    const message = `A system service sees nobody's home, and ${hidden} is in one. Put the hub elsewhere, such as /opt/club, or install it with --user.`;
    throw new Failure("INVALID_REQUEST", message);
  }
  if (options.some((option) => /^--data(?:=|$)/.test(option))) {
    const message = `A system service keeps its data in ${systemDataFolder}. Move the folder there and leave --data out.`;
    throw new Failure("INVALID_REQUEST", message);
  }
}
