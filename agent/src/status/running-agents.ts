import type { Paths } from "../config/paths.ts";
import type { AgentStatus } from "./agent-status.ts";
import { askAgent } from "./local-client.ts";
import { byName } from "./by-name.ts";
import { findSockets } from "./socket-path.ts";

export type RunningAgent = { readonly socketPath: string; readonly status: AgentStatus };

/** The agents of this user that run on this machine, all or the one of this name, by name. */
export async function runningAgents(paths: Paths, name?: string): Promise<readonly RunningAgent[]> {
  const sockets = await findSockets(paths);
  const asked = await Promise.all(sockets.map((path) => statusOf(path).catch(() => undefined)));
  return asked
    .filter((agent) => agent !== undefined)
    .filter(isFirst)
    .filter(({ status }) => name === undefined || status.name === name)
    .toSorted((a, b) => byName(a.status.name, b.status.name));
}

/** The same agent may be found by two paths: `XDG_RUNTIME_DIR` can lead to the state folder. */
function isFirst({ status }: RunningAgent, at: number, agents: readonly RunningAgent[]): boolean {
  return (
    at ===
    agents.findIndex(({ status: { pid, name } }) => pid === status.pid && name === status.name)
  );
}

async function statusOf(socketPath: string): Promise<RunningAgent> {
  const { body } = await askAgent(socketPath, "GET", "/status");
  return { socketPath, status: JSON.parse(body) as AgentStatus };
}
