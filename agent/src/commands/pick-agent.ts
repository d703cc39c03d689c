import { Failure } from "@club/shared/wire/failures.ts";
import { pathsOf } from "../config/paths.ts";
import { askAgent } from "../status/local-client.ts";
import { type RunningAgent, runningAgents } from "../status/running-agents.ts";
import type { Terminal } from "./terminal.ts";

/**
 * The one running agent that a command is meant for. Throws NOT_FOUND when none runs, and
 * INVALID_REQUEST, with the names there are, when it could be one of several.
 */
export async function pickAgent(terminal: Terminal, name?: string): Promise<RunningAgent> {
  const agents = await runningAgents(pathsOf(terminal.environment), name);
  const [agent] = agents;
  if (agent === undefined) throw new Failure("NOT_FOUND", notRunning(name));
  if (agents.length === 1) return agent;
  const [serving, ...others] = agents.filter(({ status }) => status.state !== "draining");
  // One that has left its name to another finishes on its own.
  if (serving !== undefined && others.length === 0) return serving;
  const names = agents.map(({ status }) => status.name).join(", ");
  throw new Failure("INVALID_REQUEST", `Several agents run here: choose with --name, of ${names}.`);
}

/** Asks an agent to do something. Throws what it says when it will not. */
export async function tellAgent(agent: RunningAgent, path: string): Promise<unknown> {
  const { status, body } = await askAgent(agent.socketPath, "POST", path);
  const answer: unknown = JSON.parse(body);
  if (status === 200) return answer;
  throw new Failure("INVALID_REQUEST", body.trim());
}

export function notRunning(name?: string): string {
  const which = name === undefined ? "No agent runs here." : `No agent called ${name} runs here.`;
  return `${which} Start one: club-agent serve --type tts --hub URL --token-file FILE`;
}
