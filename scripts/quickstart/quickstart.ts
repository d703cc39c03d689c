import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Hub, startAgent, startHub } from "../processes/club.ts";
import { explain } from "../processes/explain.ts";
import type { RunningProcess, StartOptions } from "../processes/running-process.ts";
import { root } from "../root.ts";
import { until } from "../until.ts";
import { choosePort } from "./choose-port.ts";
import { curlLine } from "./curl-line.ts";
import { keepKey } from "./keep-key.ts";
import { hasModel, speakSample } from "./sample.ts";

export type QuickstartOptions = {
  /** Whether to end once the sample is spoken, rather than when the signal fires. */
  readonly once: boolean;
  readonly signal: AbortSignal;
};

/**
 * Starts a hub and an agent on this machine, speaks a sample through them into the current folder
 * and says how to go on from there. What they keep stays in .club/ for the next time.
 *
 * @throws an Error with the end of the logs
 */
export async function quickstart({ once, signal }: QuickstartOptions): Promise<void> {
  console.log("Starting a hub, and an agent that shares espeak-ng through it …");
  await mkdir(folder, { recursive: true });
  const port = await choosePort();
  await using hub = await startHub({ dataDir, port, signal, ...(await startOptions("hub")) });
  const key = await keepKey(hub.url, dataDir, keyFile);
  const options = await startOptions("agent");
  await using agent = startAgent({ hubUrl: hub.url, tokenFile: keyFile, ...options });
  try {
    await speakSamples(hub, agent, key, signal);
    console.log(closingWords(hub.url, key));
    if (once) return;
    console.log("\nBoth stay up until you press Ctrl-C.");
    await untilStopped([hub, agent], signal);
  } catch (error) {
    throw explain(error, [hub, agent]);
  }
}

async function speakSamples(
  hub: Hub,
  agent: RunningProcess,
  key: string,
  signal: AbortSignal,
): Promise<void> {
  const ready = async (): Promise<true | undefined> => {
    hub.assertRunning();
    agent.assertRunning();
    return (await hasModel(hub.url, key, signal)) ? true : undefined;
  };
  await until("espeak-ng to appear among the hub's models", ready, {
    timeoutMs: modelTimeoutMs,
    signal,
  });
  await Promise.all([
    speakSample({ hubUrl: hub.url, key, format: "wav", file: "speech.wav", signal }),
    speakSample({ hubUrl: hub.url, key, format: "opus", file: "speech.opus", signal }),
  ]);
  console.log("Spoke a sample into speech.wav and speech.opus.");
}

function closingWords(hubUrl: string, key: string): string {
  return `
Hub:  ${hubUrl}
Key:  ${key}

Open the hub's address in a browser and sign in with the key for the dashboard: speak, listen, see
who shares what, and make keys for others. It manages this hub, so keep it to yourself.

Say something yourself:

${curlLine(hubUrl, key)}`;
}

/** Resolves when the signal fires; throws when one of the processes ends by itself. */
async function untilStopped(
  processes: readonly RunningProcess[],
  signal: AbortSignal,
): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.race([stopped, ...processes.map((process) => process.ended)]);
  if (!signal.aborted) for (const process of processes) process.assertRunning();
}

async function startOptions(name: string): Promise<StartOptions> {
  const logFile = join(folder, `${name}.log`);
  await rm(logFile, { force: true });
  // What the user may have configured for an agent of their own is not for this one.
  const env = { XDG_CONFIG_HOME: folder, XDG_STATE_HOME: folder, CLUB_CONFIG: "" };
  return { env, logFile, ownGroup: true };
}

const folder = join(root, ".club");
const dataDir = join(folder, "hub");
const keyFile = join(folder, "key");

/** An agent is there within a second; this is for machines that have much else to do. */
const modelTimeoutMs = 30_000;
