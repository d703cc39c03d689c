import { setTimeout as sleep } from "node:timers/promises";
import { safe, safeJson, safeLines } from "@club/shared/terminal/safe-text.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Command } from "commander";
import { pathsOf } from "../config/paths.ts";
import { agentLimits } from "../limits.ts";
import type { AgentStatus } from "../status/agent-status.ts";
import { frame, openScreen } from "../status/live-view.ts";
import { runningAgents } from "../status/running-agents.ts";
import { statusJson } from "../status/status-json.ts";
import { statusText } from "../status/status-text.ts";
import { exitCodes } from "../exit-codes.ts";
import { notRunning } from "./pick-agent.ts";
import { addConfigOption, addSettingOptions } from "./setting-options.ts";
import { settingsSource } from "./settings-source.ts";
import { paintOf, type Terminal } from "./terminal.ts";

type StatusFlags = {
  readonly json?: boolean;
  readonly name?: string;
  readonly watch?: boolean;
  /** True without an address: the configured hub. */
  readonly hub?: string | true;
  readonly tokenFile?: string;
  readonly insecure?: boolean;
  readonly config?: string;
};

/** `club-agent status`: what the agents on this machine do. */
export function addStatusCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("status")
    .description("Say what the running agent does, and why no work comes")
    .option("--json", "print one JSON object for each agent, on a line of its own")
    .option("--watch", "go on showing it, until stopped with Ctrl-C")
    .option("--name <name>", "only the agent of this name")
    .option("--hub [url]", "show all of your providers, on any machine, as the hub sees them");
  addConfigOption(addSettingOptions(command, ["tokenFile", "insecure"], "with --hub"))
    .addHelpText("after", statusHelp)
    .action(async (flags: StatusFlags) => {
      process.exitCode = await status(flags, terminal);
    });
}

async function status(flags: StatusFlags, terminal: Terminal): Promise<number> {
  if (flags.hub !== undefined) return await showHub(flags, terminal);
  if (flags.watch === true) return await watch(flags, terminal);
  const statuses = await statusesHere(flags, terminal);
  if (statuses.length === 0) {
    terminal.err(safe`${notRunning(flags.name)}\n`);
    return exitCodes.notRunning;
  }
  if (flags.json === true) for (const one of statuses) terminal.out(statusJson(one));
  else showStatuses(statuses, terminal);
  return Math.max(...statuses.map(exitCodeOf));
}

/** Redraws until Ctrl-C, or until nobody can see it. */
async function watch(flags: StatusFlags, terminal: Terminal): Promise<number> {
  if (terminal.size() === undefined) {
    throw new Failure("INVALID_REQUEST", "--watch needs a terminal; use --json for programs.");
  }
  const stop = new AbortController();
  const leave = (): void => stop.abort();
  process.once("SIGINT", leave).once("SIGTERM", leave);
  using _ = openScreen(terminal.out);
  while (!stop.signal.aborted) {
    const statuses = await statusesHere(flags, terminal);
    const size = terminal.size() ?? { columns: 80, rows: 24 };
    terminal.out(frame(statuses, size, new Date(), paintOf(terminal)));
    await sleep(agentLimits.watchMs, undefined, { signal: stop.signal }).catch(() => undefined);
  }
  return exitCodes.done;
}

async function showHub(flags: StatusFlags, terminal: Terminal): Promise<number> {
  const { loadHub } = await import("../config/load-hub.ts");
  const { askProviders } = await import("../status/hub-status.ts");
  const { hubTable } = await import("../status/hub-table.ts");
  const { hub: named, ...others } = flags;
  const source = { ...others, hub: named === true ? undefined : named };
  const { hub, token } = await loadHub(await settingsSource(source, terminal));
  const providers = await askProviders(hub, token);
  if (flags.json === true) terminal.out(safeJson(providers, 2));
  else terminal.out(hubTable(providers, new Date(), terminal.size()?.columns, paintOf(terminal)));
  return exitCodes.done;
}

async function statusesHere(
  { name }: StatusFlags,
  terminal: Terminal,
): Promise<readonly AgentStatus[]> {
  const agents = await runningAgents(pathsOf(terminal.environment), name);
  return agents.map((agent) => agent.status);
}

function showStatuses(statuses: readonly AgentStatus[], terminal: Terminal): void {
  for (const [at, one] of statuses.entries()) {
    if (at > 0) terminal.out(safe`\n`);
    terminal.out(statusText(one, paintOf(terminal)));
  }
  if (statuses.length > 1) {
    terminal.out(safeLines(["", "One of them alone: club-agent status --name NAME"]));
  }
}

function exitCodeOf({ state }: AgentStatus): number {
  if (state === "online") return exitCodes.done;
  return state === "needs_login" ? exitCodes.needsLogin : exitCodes.failure;
}

const statusHelp = `
Exit codes: 0 online; 1 degraded, reconnecting, draining or paused; 3 no agent runs; 4 the hub
refuses the key. With several agents the worst one counts.

Example:
  club-agent status --json | jq .services`;
