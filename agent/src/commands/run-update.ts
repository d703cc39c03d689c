import { setTimeout as sleep } from "node:timers/promises";
import { isSea } from "node:sea";
import { safe, safeLines } from "@club/shared/terminal/safe-text.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { launchSchema } from "../config/launch.ts";
import { loadSettings } from "../config/load-settings.ts";
import { pathsOf } from "../config/paths.ts";
import { problemLine } from "../config/problem.ts";
import { exitCodes } from "../exit-codes.ts";
import { fetchProgram, offeredVersion } from "../hub-api/fetch-program.ts";
import { agentLimits } from "../limits.ts";
import { askAgent } from "../status/local-client.ts";
import { type RunningAgent, runningAgents } from "../status/running-agents.ts";
import {
  dropPrevious,
  proveProgram,
  replaceProgram,
  restorePrevious,
} from "../update/program-file.ts";
import { agentVersion } from "../version.ts";
import { tellAgent } from "./pick-agent.ts";
import { settingsSource, type SourceFlags } from "./settings-source.ts";
import type { Terminal } from "./terminal.ts";

export type UpdateFlags = SourceFlags & { readonly check?: boolean };

/** Updates this program, and the agents that run from it. Returns the exit code. */
export async function update(flags: UpdateFlags, terminal: Terminal): Promise<number> {
  const loaded = await loadSettings(await settingsSource(flags, terminal));
  if ("problems" in loaded) {
    terminal.err(safeLines(loaded.problems.map(problemLine)));
    return exitCodes.configuration;
  }
  const hub = loaded.settings.hub.value;
  const here = agentVersion();
  const offered = await offeredVersion(hub);
  if (offered === here) {
    terminal.out(safe`This is version ${here}, as ${hub.href} has it.\n`);
    return exitCodes.done;
  }
  if (flags.check === true) {
    terminal.out(safe`This is version ${here}; ${hub.href} has ${offered}: club-agent update\n`);
    return exitCodes.failure;
  }
  if (!isSea()) throw notSingle();
  return await updateTo(offered, hub, terminal);
}

async function updateTo(version: string, hub: URL, terminal: Terminal): Promise<number> {
  const program = process.execPath;
  const draft = `${program}.new-${process.pid}${process.platform === "win32" ? ".exe" : ""}`;
  terminal.err(safe`Fetching version ${version} from ${hub.href} …\n`);
  await fetchProgram(hub, `${process.platform}-${process.arch}`, draft);
  await proveProgram(draft, version);
  const agents = await agentsOf(program, terminal);
  await replaceProgram(program, draft);
  for (const agent of agents) {
    await tellAgent(agent, "/restart");
    if (await hasMoved(agent, version, terminal)) continue;
    await restorePrevious(program);
    const words = `${agent.status.name} did not connect with version ${version}, and went back to ${agentVersion()}.`;
    throw new Failure("CONFLICT", words);
  }
  await dropPrevious(program);
  const names = agents.map(({ status }) => status.name).join(", ");
  terminal.out(safe`Updated to version ${version}.${names === "" ? "" : ` Serving: ${names}.`}\n`);
  return exitCodes.done;
}

/** The running agents whose program this is. */
async function agentsOf(program: string, terminal: Terminal): Promise<readonly RunningAgent[]> {
  const own: RunningAgent[] = [];
  for (const agent of await runningAgents(pathsOf(terminal.environment))) {
    if (agent.status.state === "draining") continue;
    const { status, body } = await askAgent(agent.socketPath, "GET", "/launch");
    if (status === 200 && launchSchema.parse(JSON.parse(body)).program === program) own.push(agent);
  }
  return own;
}

/** Whether an agent of that name and version reaches the hub, before the old one would try to go back. */
async function hasMoved(
  { status: { name } }: RunningAgent,
  version: string,
  terminal: Terminal,
): Promise<boolean> {
  const endMs = performance.now() + agentLimits.successorMs + agentLimits.closeMs;
  while (performance.now() < endMs) {
    const agents = await runningAgents(pathsOf(terminal.environment), name);
    const isHere = agents.some(
      ({ status }) => status.version === version && status.connected_s !== null,
    );
    if (isHere) return true;
    const isBack = agents.some(
      ({ status }) => status.version !== version && status.state !== "draining",
    );
    if (isBack && (await isSettled(name, version, terminal))) return false;
    await sleep(agentLimits.readyLookMs);
  }
  return false;
}

/** The old one answers for a moment until it has left its name: only one that stays is a way back. */
async function isSettled(name: string, version: string, terminal: Terminal): Promise<boolean> {
  await sleep(agentLimits.closeMs);
  const agents = await runningAgents(pathsOf(terminal.environment), name);
  return agents.every(({ status }) => status.version !== version || status.state === "draining");
}

function notSingle(): Failure {
  const how = "npm install --global FILE, or git pull in a clone";
  return new Failure("CONFLICT", `This agent is no single file: update it as it came (${how}).`);
}
