import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../../../../shared/test/free-port.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** Why a Python package cannot be used here, or false when it can: for a test's `skip`. */
export function lacks(...modules: readonly string[]): string | false {
  const missing = modules.filter((module) => !existsSync(join(packagesOf(ownEnvironment), module)));
  return missing.length === 0
    ? false
    : `.venv has no ${missing.join(", ")} (scripts/requirements/tests.txt)`;
}

/** The tests' own virtual environment. */
export const ownEnvironment: string = join(root, ".venv");

/** Where the packages of a virtual environment are. */
export function packagesOf(environment: string): string {
  const found = ["3.10", "3.11", "3.12", "3.13", "3.14"].find((version) =>
    existsSync(join(environment, "lib", `python${version}`)),
  );
  return join(environment, "lib", `python${found ?? "3"}`, "site-packages");
}

export type PythonServer = AsyncDisposable & { readonly port: number };

/**
 * A real server of the virtual environment, speaking with a voice that hums a tone for every letter:
 * `argv` is given the port and the folder of the voice. Ready once the port answers.
 */
export async function startPython(
  module: string,
  argv: (port: number, voices: string) => readonly string[],
  environment: string = ownEnvironment,
): Promise<PythonServer> {
  const voices = await toneVoice();
  const port = await freePort();
  const server = spawn(join(environment, "bin/python"), ["-m", module, ...argv(port, voices)], {
    stdio: "ignore",
  });
  const ended = once(server, "exit");
  const dispose = async () => {
    server.kill("SIGKILL");
    await ended;
    await rm(voices, { recursive: true, force: true });
  };
  try {
    await answers(port, () => server.exitCode !== null);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { port, [Symbol.asyncDispose]: dispose };
}

/** A folder with the voice `en_US-tone-low`: letters are its sounds, so that it needs no espeak-ng. */
async function toneVoice(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "club-voice-"));
  const letters = Array.from("abcdefghijklmnopqrstuvwxyz .,!?'").map((letter, i) => [
    letter,
    [i + 3],
  ]);
  const config = {
    audio: { sample_rate: 16_000, quality: "low" },
    espeak: { voice: "en-us" },
    language: { code: "en_US" },
    phoneme_type: "text",
    num_symbols: 64,
    num_speakers: 1,
    inference: {},
    phoneme_id_map: Object.fromEntries([["_", [0]], ["^", [1]], ["$", [2]], ...letters]) as object,
    speaker_id_map: {},
  };
  const model = join(folder, "en_US-tone-low.onnx");
  await copyFile(fileURLToPath(new URL("tone-voice.onnx", import.meta.url)), model);
  await writeFile(`${model}.json`, JSON.stringify(config));
  return folder;
}

/** Imports of onnxruntime take seconds on a busy machine. */
const startMs = 60_000;

async function answers(port: number, hasEnded: () => boolean): Promise<void> {
  const untilMs = performance.now() + startMs;
  while (performance.now() < untilMs && !hasEnded()) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await sleep(50);
  }
  throw new Error(`the server did not open port ${port}`);
}
