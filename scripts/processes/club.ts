import { join } from "node:path";
import { execa } from "execa";
import { root } from "../root.ts";
import { until } from "../until.ts";
import { explain } from "./explain.ts";
import { type RunningProcess, type StartOptions, startProcess } from "./running-process.ts";

export type Hub = RunningProcess & {
  /** Where it listens, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
};

export type HubOptions = StartOptions & {
  readonly dataDir: string;
  /** 0: a free one. */
  readonly port: number;
  /** Further command-line options of `club-hub serve`. */
  readonly options?: readonly string[];
  readonly signal?: AbortSignal | undefined;
};

/** Starts `club-hub serve` and waits until it listens. */
export async function startHub(hub: HubOptions): Promise<Hub> {
  const { dataDir, port, options = [], signal, ...start } = hub;
  const args = ["serve", "--port", String(port), "--data", dataDir, ...options];
  const process = startProcess("hub", bin("club-hub"), args, start);
  try {
    const line = await until("the hub to listen", () => firstLine(process), {
      timeoutMs: startTimeoutMs,
      signal,
    });
    const url = /^listening on (http:\S+)$/.exec(line)?.[1];
    if (url === undefined) throw new Error(`The hub began with an unknown line: ${line}`);
    return { ...process, url };
  } catch (error) {
    await process[Symbol.asyncDispose]();
    throw explain(error, [process]);
  }
}

function firstLine(process: RunningProcess): string | undefined {
  process.assertRunning();
  return process.firstLine();
}

export type AgentOptions = StartOptions & {
  readonly hubUrl: string;
  /** A file that holds a key with the scope provider. */
  readonly tokenFile: string;
  /** Further command-line options of `club-agent serve`. */
  readonly options?: readonly string[];
};

/** Starts `club-agent serve`; whether it is of use yet, the hub's list of models tells. */
export function startAgent({
  hubUrl,
  tokenFile,
  options = [],
  ...start
}: AgentOptions): RunningProcess {
  const args = ["serve", "--type", "tts", "--hub", hubUrl, "--token-file", tokenFile, ...options];
  return startProcess("agent", bin("club-agent"), args, start);
}

export type Key = {
  readonly id: string;
  readonly key: string;
  readonly user: string;
  readonly scopes: readonly Scope[];
};

export type Scope = "consumer" | "provider" | "admin";

/** Makes a key with `club-hub keys create`, of whose options `options` are further ones. */
export async function createKey(
  dataDir: string,
  user: string,
  scopes: readonly Scope[],
  options: readonly string[] = [],
): Promise<Key> {
  const named = ["--data", dataDir, "--user", user, "--json"];
  const granted = scopes.flatMap((scope) => ["--scope", scope]);
  const args = ["keys", "create", ...named, ...granted, ...options];
  const { stdout } = await execa(bin("club-hub"), args);
  return JSON.parse(stdout) as Key;
}

/** Lets a user run more at once than a person would, and speak all day. */
export async function liftLimits(dataDir: string, user: string): Promise<void> {
  const lifted = ["--concurrent", "none", "--audio-seconds-per-day", "none"];
  await execa(bin("club-hub"), ["users", "set", user, "--data", dataDir, ...lifted]);
}

/** The path of a program of this workspace. */
export function bin(name: "club-hub" | "club-agent"): string {
  return join(root, "node_modules/.bin", name);
}

/** A start takes well under a second; this is for machines that have much else to do. */
const startTimeoutMs = 30_000;
