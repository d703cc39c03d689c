import { SetupError, onPath, run } from "./command.mjs";
import { byHand, findPackageManager, installPackages } from "./package-managers.mjs";

/** @typedef {keyof typeof programs} ProgramName */
/** @typedef {import("./package-managers.mjs").PackageManager} PackageManager */
/**
 * @typedef Program
 * @property {readonly string[]} [parts] what has to be on the PATH; the program's name if left out
 * @property {readonly string[]} [alternatives] programs that serve as well
 * @property {readonly string[]} [probe] a command line that has to end well besides
 * @property {Partial<Record<PackageManager, string | readonly string[]>>} [packages] what brings it, where not of its name
 */

/**
 * Installs those of these programs that are missing, with the system's package manager.
 *
 * @param {readonly ProgramName[]} names
 */
export async function installPrograms(names) {
  const missing = await missingOf(names);
  if (missing.length === 0) return;

  const list = missing.join(", ");
  const manager = findPackageManager();
  if (manager === undefined) throw new SetupError(`Missing: ${list}. Install and run this again.`);
  console.log(`Missing: ${list}. Installing with ${manager}, which takes a minute or two …`);
  const packages = missing.flatMap((name) => describe(name).packages?.[manager] ?? name);
  const failure = await installPackages(manager, packages);
  const still = await missingOf(missing);
  if (still.length === 0) return;
  const why = failure ?? `    ${manager} reports success, but they are not found on the PATH.`;
  const what = `Could not install ${still.join(", ")}:`;
  throw new SetupError([what, why, byHand(manager, packages)].join("\n"));
}

/** @param {readonly ProgramName[]} names */
async function missingOf(names) {
  const there = await Promise.all(names.map(isThere));
  return names.filter((_, i) => there[i] === false);
}

/** @param {ProgramName} name */
async function isThere(name) {
  const { parts = [name], alternatives = [], probe } = describe(name);
  if (alternatives.some(onPath)) return true;
  if (!parts.every(onPath)) return false;
  const [command, ...args] = probe ?? [];
  return command === undefined || (await run(command, args)).ok;
}

/**
 * @param {ProgramName} name
 * @returns {Program}
 */
function describe(name) {
  return programs[name];
}

const programs = {
  ffmpeg: { parts: ["ffmpeg", "ffprobe"], packages: { dnf: "ffmpeg-free" } },
  "espeak-ng": {},
  flite: {},
  chromium: { alternatives: ["chromium-browser", "google-chrome", "google-chrome-stable"] },
  sox: {},
  curl: {},
  nginx: {},
  javac: {
    packages: {
      "apt-get": "default-jdk-headless",
      dnf: "java-latest-openjdk-devel",
      apk: "openjdk21-jdk",
      pacman: "jdk-openjdk",
      brew: "openjdk",
    },
  },
  mpv: {},
  vlc: {
    // Without its windows, which are most of it.
    packages: { "apt-get": ["vlc-bin", "vlc-plugin-base"], dnf: "vlc-core" },
  },
  python3: {
    // Debian's Python comes without the module that makes virtual environments.
    probe: ["python3", "-c", "import venv, ensurepip"],
    packages: { "apt-get": "python3-venv", pacman: "python", brew: "python" },
  },
};
