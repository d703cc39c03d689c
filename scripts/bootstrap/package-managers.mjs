import { setTimeout as wait } from "node:timers/promises";
import { onPath, run, tail } from "./command.mjs";

/** @typedef {"apt-get" | "dnf" | "apk" | "pacman" | "brew"} PackageManager */
/**
 * @typedef Habits
 * @property {readonly string[]} [refresh] brings its lists up to date
 * @property {readonly string[]} install installs what is named behind it, without asking
 * @property {boolean} [forUsers] must not run as root
 */

/** This system's package manager, when it is one that is known here. */
export function findPackageManager() {
  return names.find(onPath);
}

/**
 * Installs packages without asking anything.
 *
 * @param {PackageManager} name
 * @param {readonly string[]} packages
 * @returns {Promise<string | undefined>} what went wrong, in lines to show
 */
export async function installPackages(name, packages) {
  const { refresh, install, forUsers = false } = managers[name];
  if (!forUsers && !isRoot() && !onPath("sudo"))
    return "    This is not root, and sudo is missing.";
  // One unreachable source among several need not matter: the installation decides.
  if (refresh !== undefined) await runInTurn(name, refresh);
  const { ok, output } = await runInTurn(name, [...install, ...packages]);
  return ok ? undefined : tail(output);
}

/**
 * What to tell a user who has to do it.
 *
 * @param {PackageManager} name
 * @param {readonly string[]} packages
 */
export function byHand(name, packages) {
  const { refresh, install, forUsers = false } = managers[name];
  const commands = [...(refresh === undefined ? [] : [refresh]), [...install, ...packages]];
  const start = forUsers ? name : `sudo ${name}`;
  const lines = commands.map((args) => `    ${start} ${args.join(" ")}`);
  return ["Install them by hand and run this again:", ...lines].join("\n");
}

/**
 * Runs the package manager, when another one holds its lock as soon as that is done.
 *
 * @param {PackageManager} name
 * @param {readonly string[]} args
 */
async function runInTurn(name, args) {
  const [command, rest] = commandLine(name, args);
  const giveUpAtMs = performance.now() + lockWaitMs;
  for (let told = false; ; told = true) {
    const result = await run(command, rest);
    const locked = !result.ok && /could not get lock|unable to lock/i.test(result.output);
    if (!locked || performance.now() > giveUpAtMs) return result;
    if (!told) console.log(`Another program holds the lock of ${name}; waiting for it …`);
    await wait(lockRetryMs);
  }
}

/**
 * @param {PackageManager} name
 * @param {readonly string[]} args
 * @returns {[command: string, args: string[]]}
 */
function commandLine(name, args) {
  // Set by `env`, as sudo drops the environment.
  const quiet = ["DEBIAN_FRONTEND=noninteractive", "LC_ALL=C", name, ...args];
  if (managers[name].forUsers === true || isRoot()) return ["env", quiet];
  // sudo asks for a password on the terminal; where there is none it has to fail, not to wait.
  const mayAsk = process.stdin.isTTY ? [] : ["--non-interactive"];
  return ["sudo", [...mayAsk, "env", ...quiet]];
}

function isRoot() {
  return process.getuid?.() === 0;
}

/** @type {readonly PackageManager[]} */
const names = ["apt-get", "dnf", "apk", "pacman", "brew"];

/** @type {Readonly<Record<PackageManager, Habits>>} */
const managers = {
  "apt-get": { refresh: ["update"], install: ["install", "--yes", "--no-install-recommends"] },
  dnf: { install: ["install", "--assumeyes"] },
  apk: { install: ["add", "--update-cache"] },
  pacman: { install: ["-Sy", "--noconfirm", "--needed"] },
  brew: { install: ["install"], forUsers: true },
};

/** Another installation, or the system's own upgrade run, may well take some minutes. */
const lockWaitMs = 300_000;
const lockRetryMs = 1_000;
