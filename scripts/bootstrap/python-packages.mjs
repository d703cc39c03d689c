import { join } from "node:path";
import { SetupError, isProgram, root, runWithRetries, tail } from "./command.mjs";
import { hasStamp, stampOf, writeStamp } from "./stamp.mjs";

/** Installs scripts/requirements/tests.txt into the virtual environment .venv, unless it is there. */
export async function installPythonPackages() {
  const stamp = stampOf([requirements]);
  const python = join(root, ".venv/bin/python");
  if (hasStamp(stampFile, stamp) && isProgram(python)) return;

  console.log("Installing the Python packages that the tests use, into .venv …");
  await must("python3", ["-m", "venv", "--clear", ".venv"]);
  await must(python, [...pipInstall, "--requirement", requirements]);
  writeStamp(stampFile, stamp);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
async function must(command, args) {
  const { ok, output } = await runWithRetries(command, args);
  if (!ok) throw new SetupError(`Could not install the Python packages:\n${tail(output)}`);
}

/** Wheels alone, and only those whose hashes are known: nothing is built, and no code runs. */
const onlyWhatIsPinned = ["--require-hashes", "--no-deps", "--only-binary", ":all:"];
const quietly = ["--quiet", "--no-input", "--disable-pip-version-check"];
const pipInstall = ["-m", "pip", "install", ...quietly, ...onlyWhatIsPinned];
const requirements = "scripts/requirements/tests.txt";
const stampFile = ".venv/installed-from";
