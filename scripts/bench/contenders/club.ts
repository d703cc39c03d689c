import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createKey, liftLimits } from "../../processes/club.ts";
import { root } from "../../root.ts";
import { type Engine, urlOf } from "../engine/engine.ts";
import { slotsPerAgent } from "../limits.ts";
import { type MeasuredProcess, startMeasured } from "../measure/process.ts";
import type { Contender } from "./contender.ts";

export type ClubOptions = {
  /** Agents before the engine; each takes 256 streams. */
  readonly agents?: number;
  /** Options for the hub's Node, e.g. `--inspect-port=0`. */
  readonly nodeOptions?: readonly string[];
  /** What the agents serve; the engine's models unless it is named. */
  readonly services?: readonly Service[];
};

/** As in agent.yaml. */
type Service = { readonly model: string; readonly [setting: string]: unknown };

/** A hub with everything on (keys, history, metering, spool) and its agents. */
export type Club = Contender & {
  readonly hub: MeasuredProcess;
  readonly url: string;
  readonly dataDir: string;
  readonly consumerKey: string;
  readonly providerKey: string;
};

/** Starts hub and agents as their operators do, and waits until the engine's models are served. */
export async function startClub(
  engine: Engine,
  parentFolder: string,
  { agents: agentCount = 1, nodeOptions = [], services = servicesOf(engine) }: ClubOptions = {},
): Promise<Club> {
  const folder = await mkdtemp(join(parentFolder, "club-"));
  const dataDir = join(folder, "hub");
  await using opened = new AsyncDisposableStack();
  const limits = ["--max-agents-per-user", "20000", "--audio-seconds-per-character", "60"];
  const serve = ["serve", "--port", "0", "--data", dataDir, ...limits];
  const node = process.execPath;
  const hub = opened.use(startMeasured("the hub", node, [...nodeOptions, hubProgram, ...serve]));
  const url = await urlOf(hub);
  const consumer = await createKey(dataDir, "bench", ["consumer"]);
  const provider = await createKey(dataDir, "bench", ["provider"]);
  await liftLimits(dataDir, "bench");
  const agents: MeasuredProcess[] = [];
  for (let index = 0; index < agentCount; index += 1) {
    const home = await mkdtemp(join(folder, "agent-"));
    agents.push(opened.use(await startAgent(url, provider.key, home, services)));
  }
  for (const agent of agents) await untilConnected(agent);
  const headers = { authorization: `Bearer ${consumer.key}` };
  for (const { model } of services)
    await untilServed(hub, `${url}/v1/models/${model}`, headers, agentCount);
  const owned = opened.move();
  return {
    name: "Club",
    target: { url: `${url}/v1/audio/speech`, headers },
    processes: {
      hub: [hub.pid],
      agent: agents.map((agent) => agent.pid),
      engine: [engine.pid],
    },
    hub,
    url,
    dataDir,
    consumerKey: consumer.key,
    providerKey: provider.key,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

// Node itself and not the bin's shell script: the process that is measured is the one started.
export const hubProgram: string = join(root, "hub/bin/club-hub.cjs");
export const agentProgram: string = join(root, "agent/bin/club-agent.cjs");

async function startAgent(
  hubUrl: string,
  key: string,
  home: string,
  services: readonly object[],
): Promise<MeasuredProcess> {
  const token = join(home, "token");
  await writeFile(token, key, { mode: 0o600 });
  const config = join(home, "agent.yaml");
  // JSON is YAML.
  await writeFile(config, JSON.stringify({ services }));
  const files = ["--token-file", token, "--config", config];
  const args = ["serve", "--type", "tts", "--hub", hubUrl, "--name", home.slice(-6), ...files];
  return startMeasured("an agent", process.execPath, [agentProgram, ...args], {
    env: { XDG_CONFIG_HOME: home, XDG_STATE_HOME: home, XDG_RUNTIME_DIR: home },
  });
}

function servicesOf(engine: Engine): readonly Service[] {
  const common = {
    type: "tts",
    engine: "openai",
    preset: "generic",
    url: `${engine.url}/v1`,
    slots: slotsPerAgent,
  };
  return [
    { ...common, model: "unpaced" },
    { ...common, model: "paced" },
    { ...common, model: "ahead" },
    { ...common, model: "whole", features: [] },
  ];
}

async function untilConnected(agent: MeasuredProcess): Promise<void> {
  await agent.untilSays("its connection", (log) => /"connected"/.exec(log)?.[0]);
}

async function untilServed(
  hub: MeasuredProcess,
  url: string,
  headers: Readonly<Record<string, string>>,
  agents: number,
): Promise<void> {
  await hub.untilTrue("the engine's models", async () => {
    const response = await fetch(url, { headers });
    const model = (await response.json()) as { providers?: unknown };
    return response.ok && (agents === 1 || model.providers === agents) ? true : undefined;
  });
}
