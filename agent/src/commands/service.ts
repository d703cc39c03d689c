import {
  installService,
  type ServicePlan,
  uninstallService,
} from "@club/shared/system-service/service-plan.ts";
import type { ServiceScope } from "@club/shared/system-service/systemd.ts";
import { safe, safeParagraph } from "@club/shared/terminal/safe-text.ts";
import type { Command } from "commander";
import { planService } from "../system-service/plan-service.ts";
import { programCommand } from "./program-command.ts";
import type { Terminal } from "./terminal.ts";

export type ServiceFlags = {
  readonly system?: boolean;
  readonly user?: boolean;
  readonly print?: boolean;
};

/** `club-agent service install|uninstall`: start with the machine, without anybody logging in. */
export function addServiceCommands(program: Command, terminal: Terminal): void {
  const service = program
    .command("service")
    .description("Run the agent as a service of the system");
  withScope(service.command("install"))
    .description(
      "Start the agent now and with the machine (systemd, launchd, or Windows' task scheduler)",
    )
    .argument("[serve-options...]", "what to give to serve, after --")
    .option("--print", "show the service's file instead of installing it")
    .addHelpText("after", installHelp)
    .action(async (options: readonly string[], flags: ServiceFlags) => {
      const plan = await planFor(flags, options, terminal);
      if (flags.print === true) return terminal.out(safeParagraph(plan.text));
      await installService(plan);
      return terminal.out(safe`Installed ${plan.path}\n${safeParagraph(advice(flags))}`);
    });
  withScope(service.command("uninstall"))
    .description("Stop the service and remove it")
    .addHelpText("after", "\nExample:\n  club-agent service uninstall --user")
    .action(async (flags: ServiceFlags) => {
      const plan = await planFor(flags, [], terminal);
      await uninstallService(plan);
      terminal.out(safe`Removed ${plan.path}\n`);
    });
}

function withScope(command: Command): Command {
  return command
    .option("--user", "as yourself (the default, unless you are root)")
    .option("--system", "for the machine, as a user of its own");
}

/** What installing the service for these flags would do. */
export async function planFor(
  flags: ServiceFlags,
  options: readonly string[],
  terminal: Terminal,
): Promise<ServicePlan> {
  const command = [...(await programCommand()), "serve", "--type", "tts", ...options];
  return planService(scopeOf(flags), command, terminal.environment, process.platform);
}

function scopeOf({ system, user }: ServiceFlags): ServiceScope {
  if (system === true) return "system";
  return user !== true && process.getuid?.() === 0 ? "system" : "user";
}

/** What to know once the service is installed. */
export function advice(flags: ServiceFlags): string {
  if (process.platform !== "linux") return "";
  const name = scopeOf(flags) === "system" ? "" : "--user ";
  const linger =
    scopeOf(flags) === "user" ? "To run while you are logged out: loginctl enable-linger\n" : "";
  return `Its log: journalctl ${name}-u club-agent -f\n${linger}`;
}

const installHelp = `
A system service runs as a user of its own: give it a token file that this user can read.

Example:
  club-agent service install --user -- --hub https://hub.example --name home-rig`;
