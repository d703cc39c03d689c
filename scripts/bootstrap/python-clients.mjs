import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { SetupError, isProgram, root, runWithRetries, tail } from "./command.mjs";
import { hasStamp, stampOf, writeStamp } from "./stamp.mjs";

/**
 * Installs the Python packages that the tests try as clients, unless they are there: each into an
 * environment of its own, so that none decides which versions another gets. One that cannot be
 * installed leaves the reason in a file, for its tests to be skipped with; in CI that ends the setup.
 *
 * @throws SetupError
 */
export async function installPythonClients() {
  const wanted = clients.filter((name) => !isInstalled(name));
  if (wanted.length === 0) return;

  console.log(`Installing clients for the tests, into .venv/clients: ${wanted.join(", ")} …`);
  mkdirSync(join(root, folder), { recursive: true });
  const failures = await Promise.all(wanted.map(install));
  const shown = wanted.flatMap((name, i) =>
    failures[i] === undefined ? [] : [`Could not install ${name}:\n${failures[i]}`],
  );
  if (shown.length === 0) return;
  if (process.env["CI"] === "true") throw new SetupError(shown.join("\n"));
  console.warn([...shown, "Its tests are skipped."].join("\n"));
}

/**
 * @param {string} name
 * @returns {Promise<string | undefined>} what went wrong, in lines to show
 */
async function install(name) {
  rmSync(join(root, reasonFile(name)), { force: true });
  const python = name === "wyoming-openai" ? ">=3.12" : ">=3.11";
  const environment = join(root, folder, name);
  const steps = [
    ["venv", "--quiet", "--clear", "--python", python, environment],
    ["pip", "sync", "--quiet", ...onlyWhatIsPinned, "--python", environment, requirements(name)],
  ];
  for (const step of steps) {
    const { ok, output } = await runWithRetries(uv, step, environmentOfUv());
    if (ok) continue;
    const reason = tail(output);
    writeFileSync(join(root, reasonFile(name)), reason);
    return reason;
  }
  writeStamp(stampFile(name), stampOf([requirements(name)]));
  return undefined;
}

/** @param {string} name */
function isInstalled(name) {
  const python = join(root, folder, name, "bin/python");
  return hasStamp(stampFile(name), stampOf([requirements(name)])) && isProgram(python);
}

/** Interpreters come from this machine alone: from the PATH, or from pyenv's folder. */
function environmentOfUv() {
  const pyenv = join(process.env["PYENV_ROOT"] ?? join(homedir(), ".pyenv"), "versions");
  const path = [
    process.env["PATH"] ?? "",
    ...foldersIn(pyenv).map((name) => join(pyenv, name, "bin")),
  ];
  return { ...process.env, PATH: path.join(delimiter), UV_PYTHON_DOWNLOADS: "never" };
}

/** @param {string} path */
function foldersIn(path) {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** @param {string} name */
const requirements = (name) => `scripts/requirements/${name}.txt`;
/** @param {string} name */
const stampFile = (name) => `${folder}/${name}/installed-from`;
/** @param {string} name */
const reasonFile = (name) => `${folder}/${name}.reason`;

/** Wheels alone, and only those whose hashes are known: nothing is built, and no code runs. */
const onlyWhatIsPinned = ["--require-hashes", "--only-binary", ":all:"];
const clients = ["livekit", "pipecat", "schemathesis", "vendors", "wyoming-openai"];
const folder = ".venv/clients";
const uv = join(root, ".venv/bin/uv");
