import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Hub, startAgent, startHub } from "../processes/club.ts";
import { explain } from "../processes/explain.ts";
import type { RunningProcess, StartOptions } from "../processes/running-process.ts";
import { root } from "../root.ts";
import { until } from "../until.ts";
import { choosePort } from "./choose-port.ts";
import { curlLine } from "./curl-line.ts";
import { keepKey } from "./keep-key.ts";
import { installNeuralVoice, neuralModel } from "./neural-voice.ts";
import { type HubAccess, hasModel, speakSample } from "./sample.ts";

export type QuickstartOptions = {
  /** Whether to end once the sample is spoken, rather than when the signal fires. */
  readonly once: boolean;
  /** Whether a neural voice is installed behind espeak-ng. */
  readonly neural: boolean;
  readonly signal: AbortSignal;
};

/**
 * Starts a hub and an agent on this machine, speaks a sample through them into the current folder, again
 * in a neural voice once that is installed, and says how to go on from there. What they keep stays in
 * .club/ for the next time.
 *
 * @throws an Error with the end of the logs
 */
export async function quickstart({ once, neural, signal }: QuickstartOptions): Promise<void> {
  console.log("Starting a hub, and an agent that shares espeak-ng through it …");
  await mkdir(folder, { recursive: true });
  const port = await choosePort();
  const hubOptions = { ...(await startOptions("hub")), options: ["--model-aliases", aliases] };
  await using hub = await startHub({ dataDir, port, signal, ...hubOptions });
  const key = await keepKey(hub.url, dataDir, keyFile);
  const options = await startOptions("agent");
  await using agent = startAgent({ hubUrl: hub.url, tokenFile: keyFile, ...options });
  const club = { hub, agent, access: { hubUrl: hub.url, key, signal } };
  try {
    await appearance(club, "espeak-ng", samplePatienceMs);
    const sample = { ...club.access, model: "espeak-ng" };
    await Promise.all([
      speakSample({ ...sample, format: "wav", file: "speech.wav" }),
      speakSample({ ...sample, format: "opus", file: "speech.opus" }),
    ]);
    console.log("Spoke a sample into speech.wav and speech.opus.");
    if (!once) console.log(closingWords(hub.url, key));
    if (neural) await speakNeurally(club);
    if (once) return console.log(closingWords(hub.url, key));
    console.log("\nBoth stay up until you press Ctrl-C.");
    await untilStopped([hub, agent], signal);
  } catch (error) {
    throw explain(error, [hub, agent]);
  }
}

type Club = { readonly hub: Hub; readonly agent: RunningProcess; readonly access: HubAccess };

/** Waits until the hub has this model. */
async function appearance(
  { hub, agent, access }: Club,
  model: string,
  timeoutMs: number,
): Promise<void> {
  const ready = async (): Promise<true | undefined> => {
    hub.assertRunning();
    agent.assertRunning();
    return (await hasModel(access, model)) ? true : undefined;
  };
  const { signal } = access;
  await until(`${model} to appear among the hub's models`, ready, { timeoutMs, signal });
}

/** Stays with espeak-ng, and says why, where the neural voice cannot be had. */
async function speakNeurally(club: Club): Promise<void> {
  const { access } = club;
  try {
    if (!(await isInstalled())) {
      console.log("\nInstalling a neural voice behind it: 140 MB, half a minute or so …");
      const why = await installNeuralVoice(environment, access.signal);
      if (why !== undefined) return console.log(`No neural voice; espeak-ng goes on. ${why}`);
    }
    await appearance(club, neuralModel, neuralPatienceMs);
    const file = `speech.${neuralModel}.wav`;
    await speakSample({ ...access, model: neuralModel, format: "wav", file });
    console.log(`Spoke the sample again, as the model ${neuralModel}: listen to ${file}.`);
  } catch (error) {
    if (access.signal.aborted) throw error;
    console.log(`No neural voice; espeak-ng goes on. ${String(error)}`);
  }
}

/** The installation's last step is to write the agent's file. */
async function isInstalled(): Promise<boolean> {
  const text = await readFile(join(folder, "club", "agent.yaml"), "utf8").catch(() => "");
  return text.includes(`model: ${neuralModel}`);
}

function closingWords(hubUrl: string, key: string): string {
  return `
Hub:  ${hubUrl}
Key:  ${key}

Open the hub's address in a browser and sign in with the key for the dashboard: speak, listen, see
who shares what, and make keys for others. It manages this hub, so keep it to yourself.

Say something yourself:

${curlLine(hubUrl, key, "espeak-ng")}`;
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
  return { env: environment, logFile, ownGroup: true };
}

const folder = join(root, ".club");
/** What the user may have configured for an agent of their own is not for this one. */
const environment = {
  XDG_CONFIG_HOME: folder,
  XDG_STATE_HOME: folder,
  XDG_RUNTIME_DIR: folder,
  CLUB_CONFIG: "",
};
const dataDir = join(folder, "hub");
/** What most clients ask for unless told otherwise. */
const aliases = ["tts-1", "tts-1-hd", "gpt-4o-mini-tts"]
  .map((name) => `${name}=espeak-ng`)
  .join(",");
const keyFile = join(folder, "key");

/** An agent is there within a second, Piper within three; this is for busy machines. */
const samplePatienceMs = 30_000;
const neuralPatienceMs = 90_000;
