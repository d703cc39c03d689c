import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { Failure } from "@club/shared/wire/failures.ts";
import { execa } from "execa";
import type { Paths } from "../config/paths.ts";
import { agentLimits } from "../limits.ts";
import type { ServiceSettings } from "../init/candidate.ts";
import { packagesIn, type Recipe } from "./recipe.ts";

/** How many ports are tried for a server, from its usual one. */
const portsTried = 100;

/** `done` of `total` packages have been fetched. */
export type Progress = { readonly done: number; readonly total: number };

/** Where an installed engine is, with its virtual environment. */
export function engineFolder(paths: Paths, name: string): string {
  return join(paths.state, "engines", name);
}

/**
 * Installs an engine into a virtual environment of its own and returns its service. What is left of an
 * earlier try is replaced. Throws CONFLICT, saying what to do, where Python or the packages cannot be had.
 */
export async function installEngine(
  recipe: Recipe,
  paths: Paths,
  progressed: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<ServiceSettings> {
  const folder = engineFolder(paths, recipe.name);
  try {
    await makeEnvironment(folder, signal);
    const python = join(folder, "bin", "python");
    await installPackages(python, recipe, progressed, signal);
    const { stdout: voice } = await execa(python, ["-c", `print(${recipe.voicePath})`]);
    return recipe.service(python, voice.trim(), await freePort(recipe.usualPort));
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw cause instanceof Failure ? cause : refusal(recipe, cause);
  }
}

/** Removes what `installEngine` has made. Returns whether there was anything. */
export async function removeEngine(name: string, paths: Paths): Promise<boolean> {
  const folder = engineFolder(paths, name);
  const wasThere = await stat(folder).then(
    () => true,
    () => false,
  );
  await rm(folder, { recursive: true, force: true });
  return wasThere;
}

async function makeEnvironment(folder: string, signal: AbortSignal): Promise<void> {
  const found = await execa(
    "python3",
    ["-c", "import sys, venv, ensurepip; print(sys.version_info >= (3, 10))"],
    {
      reject: false,
    },
  );
  if (found.stdout?.trim() !== "True") {
    const how = "install it (apt install python3 python3-venv)";
    throw new Failure("CONFLICT", `Python 3.10 or newer with venv is needed: ${how}.`);
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await execa("python3", ["-m", "venv", "--clear", folder], { cancelSignal: signal });
}

async function installPackages(
  python: string,
  { requirements }: Recipe,
  progressed: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  const wanted = requirements();
  const total = packagesIn(wanted);
  const list = join(dirname(dirname(python)), "requirements.txt");
  await writeFile(list, wanted);
  let done = 0;
  const options = ["--require-hashes", "--only-binary", ":all:", "--no-input"];
  const argv = [
    "-m",
    "pip",
    "install",
    ...options,
    "--disable-pip-version-check",
    "--progress-bar",
    "off",
  ];
  const pip = execa(python, [...argv, "--requirement", list], {
    cancelSignal: signal,
    timeout: agentLimits.installMs,
  });
  for await (const line of pip) {
    if (!line.startsWith("Collecting ")) continue;
    done = Math.min(total - 1, done + 1);
    progressed({ done, total });
  }
  await pip;
  progressed({ done: total, total });
}

function refusal({ title, megabytes }: Recipe, cause: unknown): Failure {
  const lines = errorOutput(cause).trim().split("\n");
  const words = lines.findLast((line) => line.startsWith("ERROR")) ?? lines.at(-1) ?? "";
  const what = `${title} could not be installed; it takes ${megabytes} MB from PyPI.`;
  const message = `${what} ${words.slice(0, agentLimits.errorChars)}`.trim();
  return new Failure("CONFLICT", message, { cause });
}

function errorOutput(cause: unknown): string {
  if (!(cause instanceof Error) || !("stderr" in cause)) return "";
  return typeof cause.stderr === "string" ? cause.stderr : "";
}

/**
 * The usual port, or the first free one after it. The settings keep it, so it is never one of those
 * that the system lends to whoever asks for any.
 */
async function freePort(usual: number): Promise<number> {
  for (let port = usual; port < usual + portsTried; port += 1) {
    if (await isFree(port)) return port;
  }
  throw new Failure("CONFLICT", `Ports ${usual} to ${usual + portsTried - 1} are all taken.`);
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once("error", () => resolve(false));
  server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  return promise;
}
