import { join } from "node:path";
import type { ServicePlan } from "./service-plan.ts";

/** A service of the one who installs it, or of the machine. */
export type ServiceScope = "user" | "system";

export type SystemdOptions = {
  /** Without `.service`. */
  readonly name: string;
  readonly scope: ServiceScope;
  /** The user's own configuration folder: `~/.config`. */
  readonly configFolder: string;
  /** The unit file. */
  readonly text: string;
};

/** A service under systemd. */
export function systemdPlan({ name, scope, configFolder, text }: SystemdOptions): ServicePlan {
  const folder = scope === "system" ? "/etc/systemd/system" : join(configFolder, "systemd", "user");
  const systemctl = scope === "system" ? ["systemctl"] : ["systemctl", "--user"];
  const unit = `${name}.service`;
  return {
    path: join(folder, unit),
    text,
    start: [
      [...systemctl, "daemon-reload"],
      [...systemctl, "enable", "--now", unit],
    ],
    stop: [
      [...systemctl, "disable", "--now", unit],
      [...systemctl, "daemon-reload"],
    ],
    ask: [...systemctl, "show", "--property=ActiveState,SubState,UnitFileState", unit],
    isRunning: /^ActiveState=active$/m,
  };
}

/** A word of a command line, by systemd.service(5), "Command lines": quotes, and `%` and `$` doubled. */
export function systemdWord(word: string): string {
  const escaped = word
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replaceAll("%", "%%")
    .replaceAll("$", "$$$$");
  return /^[\w@%+=:,./-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}
