import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { env as processEnv } from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** The checkout's top folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Something that the user has to mend; its message says how. */
export class SetupError extends Error {}

/**
 * Runs a program to its end in the checkout's top folder, without input and in silence: its output
 * is returned, to be shown when it failed. A program that fails or is not there is not an exception.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ ok: boolean, output: string }>} output: the end of stdout and stderr together
 */
export function run(command, args, env = processEnv) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-keptCharacters);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => resolve({ ok: false, output: error.message }));
    child.on("close", (code) => resolve({ ok: code === 0, output }));
  });
}

/**
 * Runs a program as `run` does, again when it fails: for installations, which a registry or the way
 * to it may break at any moment.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export async function runWithRetries(command, args, env = processEnv) {
  for (let attempt = 1; ; attempt += 1) {
    const result = await run(command, args, env);
    if (result.ok || attempt === attempts) return result;
    await wait(retryAfterMs * attempt);
  }
}

/**
 * The last lines of a failed program's output, indented: where programs say what went wrong.
 *
 * @param {string} output
 */
export function tail(output) {
  const lines = output.trimEnd().split(/\r?\n/);
  return lines
    .slice(-shownLines)
    .map((line) => `    ${line}`)
    .join("\n");
}

/**
 * Whether a program of this name is found on the PATH.
 *
 * @param {string} name
 */
export function onPath(name) {
  const folders = (processEnv["PATH"] ?? "").split(delimiter);
  return folders.some((folder) => folder !== "" && isProgram(join(folder, name)));
}

/** @param {string} path */
export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Enough to find a failure in, small enough to hold. */
const keptCharacters = 65_536;
const shownLines = 25;

const attempts = 3;
const retryAfterMs = 1_000;
