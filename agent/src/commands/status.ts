import type { Command } from "commander";
import { pathsOf } from "../config/paths.ts";
import type { AgentStatus } from "../status/agent-status.ts";
import { runningAgents } from "../status/running-agents.ts";
import { statusText } from "../status/status-text.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

type StatusFlags = { readonly json?: boolean; readonly name?: string };

/** `club-agent status`: what the agents on this machine do. */
export function addStatusCommand(program: Command, terminal: Terminal): void {
  program
    .command("status")
    .description("Say what the running agent does, and why no work comes")
    .option("--json", "print one JSON object for each agent, on a line of its own")
    .option("--name <name>", "only the agent of this name")
    .addHelpText("after", statusHelp)
    .action(async (flags: StatusFlags) => {
      process.exitCode = await status(flags, terminal);
    });
}

async function status({ json, name }: StatusFlags, terminal: Terminal): Promise<number> {
  const agents = await runningAgents(pathsOf(terminal.environment), name);
  if (agents.length === 0) {
    const which = name === undefined ? "No agent runs" : `No agent called ${name} runs`;
    terminal.err(
      `${which} here. Start one: club-agent serve --type tts --hub URL --token-file FILE\n`,
    );
    return exitCodes.notRunning;
  }
  const statuses = agents.map((agent) => agent.status);
  if (json === true) for (const one of statuses) terminal.out(`${JSON.stringify(one)}\n`);
  else terminal.out(`${statuses.map(statusText).join("\n")}${choice(statuses)}`);
  return Math.max(...statuses.map(exitCodeOf));
}

function choice(statuses: readonly AgentStatus[]): string {
  return statuses.length > 1 ? "\nOne of them alone: club-agent status --name NAME\n" : "";
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
