import {
  installService,
  type ServicePlan,
  serviceState,
  uninstallService,
} from "@club/shared/system-service/service-plan.ts";
import type { ServiceScope } from "@club/shared/system-service/systemd.ts";
import { safe, safeParagraph } from "@club/shared/terminal/safe-text.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Command } from "commander";
import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import type { HubUnitOptions } from "../system-service/hub-unit.ts";
import { systemDataFolder } from "../system-service/hub-unit.ts";
import { planService, requireServable } from "../system-service/plan-service.ts";
import type { Terminal } from "./terminal.ts";

type ScopeFlags = { readonly system?: true; readonly user?: true };

type InstallFlags = ScopeFlags & {
  readonly config?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly print?: true;
};

/** `club-hub service install|uninstall|status`: the hub starts with the machine. */
export function addServiceCommands(program: Command, terminal: Terminal): void {
  const service = program.command("service").description("run the hub as a service of the system");
  addInstall(service, terminal);
  withScope(service.command("uninstall"))
    .description("stop the service and remove it; its data stays")
    .addHelpText("after", "\nExample:\n  $ club-hub service uninstall --user\n")
    .action(async (flags: ScopeFlags) => {
      const plan = await planFor(flags, {}, []);
      await uninstallService(plan);
      terminal.out(safe`Removed ${plan.path}\n`);
    });
  withScope(service.command("status"))
    .description("say whether the service is installed and runs")
    .addHelpText("after", statusHelp)
    .action(async (flags: ScopeFlags) => showStatus(await planFor(flags, {}, []), terminal));
}

function addInstall(service: Command, terminal: Terminal): void {
  withScope(service.command("install"))
    .description("start the hub now and with the machine (systemd, or launchd on macOS)")
    .argument("[serve-options...]", "what to give to serve, after --")
    .option("--config <file>", "settings in YAML")
    .option("--tls-cert <file>", "certificate chain, PEM")
    .option("--tls-key <file>", "the certificate's key, PEM")
    .option("--print", "show the service's file instead of installing it")
    .addHelpText("after", installHelp)
    .action(async (options: readonly string[], flags: InstallFlags) => {
      const unit = await unitOf(flags, filesIn(flags), options);
      const plan = planService(unit, process.env, process.platform);
      if (flags.print) return terminal.out(safeParagraph(plan.text));
      requireServable(unit);
      await installService(plan);
      return terminal.out(safe`Installed ${plan.path}\n${safeParagraph(advice(unit.scope))}`);
    });
}

const installHelp = `
A system service runs as a user of its own that may write to ${systemDataFolder} alone and sees nobody's
home. The files named here may be readable by root alone.

Example:
  $ sudo club-hub service install --config /etc/club-hub.yaml
  $ club-hub service install --user -- --port 9000
`;

const statusHelp = `
Exit codes: 0 it runs; 1 it does not.

Example:
  $ club-hub service status
`;

function withScope(command: Command): Command {
  return command
    .option("--user", "as yourself (the default, unless you are root)")
    .option("--system", "for the machine, as a user of its own");
}

async function showStatus(plan: ServicePlan, terminal: Terminal): Promise<void> {
  const { isInstalled, isRunning, words } = await serviceState(plan);
  terminal.out(safe`${isInstalled ? plan.path : "Not installed"}\n`);
  if (words !== "") terminal.out(safe`${words}\n`);
  if (!isRunning) throw new Failure("NOT_READY", "The service does not run.");
}

async function planFor(
  flags: ScopeFlags,
  files: HubUnitOptions["files"],
  options: readonly string[],
): Promise<ServicePlan> {
  return planService(await unitOf(flags, files, options), process.env, process.platform);
}

async function unitOf(
  flags: ScopeFlags,
  files: HubUnitOptions["files"],
  options: readonly string[],
): Promise<HubUnitOptions> {
  const program = [process.execPath, await realpath(process.argv[1] ?? "")];
  return { scope: scopeOf(flags), program, files, options };
}

function scopeOf({ system, user }: ScopeFlags): ServiceScope {
  if (system && user) throw new Failure("INVALID_REQUEST", "Give --user or --system, not both.");
  if (system) return "system";
  return !user && process.getuid?.() === 0 ? "system" : "user";
}

function filesIn({ config, tlsCert, tlsKey }: InstallFlags): Readonly<Record<string, string>> {
  const given = { "--config": config, "--tls-cert": tlsCert, "--tls-key": tlsKey };
  return Object.fromEntries(
    Object.entries(given).flatMap(([option, path]) =>
      path === undefined ? [] : [[option, resolve(path)]],
    ),
  );
}

/** What to know once the service is installed. */
function advice(scope: ServiceScope): string {
  if (process.platform !== "linux") return "";
  if (scope === "system") {
    return `Its data: ${systemDataFolder}. Its log: journalctl -u club-hub -f\nIts first lines there have the link by which a new hub's owner signs in.\n`;
  }
  return "Its log: journalctl --user -u club-hub -f\nTo run while you are logged out: loginctl enable-linger\n";
}
