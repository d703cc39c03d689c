import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Environment } from "../config/paths.ts";
import { pathsOf } from "../config/paths.ts";
import { launchdLabel, launchdPlist } from "./launchd-plist.ts";
import { type ServiceScope, systemdUnit } from "./systemd-unit.ts";

const run = promisify(execFile);

export type ServicePlan = {
  /** The file that tells the system of the service, and its text. */
  readonly path: string;
  readonly text: string;
  /** What makes the system take it up, and let it go. */
  readonly start: readonly (readonly string[])[];
  readonly stop: readonly (readonly string[])[];
};

/** What installing the service would do on this system. Throws CONFLICT where there is no way. */
export function planService(
  scope: ServiceScope,
  command: readonly string[],
  environment: Environment,
  platform: NodeJS.Platform,
): ServicePlan {
  if (platform === "darwin") return planLaunchd(command, environment);
  if (platform === "linux") return planSystemd(scope, command, environment);
  throw new Failure("CONFLICT", `There is no way to install a service on ${platform} yet.`);
}

/** Writes the file and starts the service. Throws CONFLICT with the system's own words. */
export async function installService({ path, text, start }: ServicePlan): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  for (const command of start) await runStep(command);
}

/** Stops the service and removes the file; a service that is not there is no failure. */
export async function uninstallService({ path, stop }: ServicePlan): Promise<void> {
  const [first, ...later] = stop;
  if (first !== undefined) await runStep(first).catch(() => undefined);
  await rm(path, { force: true });
  for (const command of later) await runStep(command);
}

function planSystemd(
  scope: ServiceScope,
  command: readonly string[],
  environment: Environment,
): ServicePlan {
  const folder =
    scope === "system"
      ? "/etc/systemd/system"
      : join(dirname(pathsOf(environment).config), "systemd", "user");
  const systemctl = scope === "system" ? ["systemctl"] : ["systemctl", "--user"];
  const unit = "club-agent.service";
  return {
    path: join(folder, unit),
    text: systemdUnit({ scope, command }),
    start: [
      [...systemctl, "daemon-reload"],
      [...systemctl, "enable", "--now", unit],
    ],
    stop: [
      [...systemctl, "disable", "--now", unit],
      [...systemctl, "daemon-reload"],
    ],
  };
}

function planLaunchd(command: readonly string[], environment: Environment): ServicePlan {
  const home = environment["HOME"] ?? "";
  const path = join(home, "Library", "LaunchAgents", `${launchdLabel}.plist`);
  return {
    path,
    text: launchdPlist(command, join(home, "Library", "Logs", `${launchdLabel}.log`)),
    start: [["launchctl", "load", "-w", path]],
    stop: [["launchctl", "unload", "-w", path]],
  };
}

async function runStep([program = "", ...argv]: readonly string[]): Promise<void> {
  try {
    await run(program, argv);
  } catch (cause) {
    const words = cause instanceof Error ? cause.message.trim() : "";
    throw new Failure("CONFLICT", `${[program, ...argv].join(" ")} failed: ${words}`, { cause });
  }
}
