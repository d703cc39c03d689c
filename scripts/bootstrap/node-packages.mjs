import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SetupError, isProgram, onPath, root, run, runWithRetries, tail } from "./command.mjs";
import { hasStamp, stampOf, writeStamp } from "./stamp.mjs";

/** The Node that everything after the bootstrap runs on: the npm package `node` in package.json. */
export const pinnedNode = join(root, "node_modules/.bin/node");

/** Installs the npm packages of the lock file, Node among them, unless they are there. */
export async function installNodePackages() {
  const stamp = stampOf(madeFrom);
  if (hasStamp(stampFile, stamp) && isProgram(pinnedNode)) return;

  const pnpm = packageManager();
  console.log(`Installing the npm packages into node_modules, with ${pnpm} …`);
  if (!onPath("npx")) throw new SetupError("npx is missing. It comes with npm: install npm.");
  const args = ["--yes", pnpm, "install", "--frozen-lockfile", "--reporter=append-only"];
  const { ok, output } = await runWithRetries("npx", args, environmentForNpx());
  if (!ok) throw new SetupError(`Could not install the npm packages:\n${tail(output)}`);

  const node = await run(pinnedNode, ["--version"]);
  if (!node.ok) throw new SetupError(`${pinnedNode} does not run here:\n${tail(node.output)}`);
  writeStamp(stampFile, stamp);
}

function packageManager() {
  const text = readFileSync(join(root, "package.json"), "utf8");
  return /** @type {{ packageManager: string }} */ (JSON.parse(text)).packageManager;
}

/**
 * `npm run` hands its whole configuration down in npm_config_ variables, also flags that were meant
 * for itself alone. Only what says how to reach a registry is of use to the npx below it. CI keeps
 * pnpm from asking what nobody can answer.
 */
function environmentForNpx() {
  const wanted = Object.entries(process.env).filter(
    ([name]) => !/^npm_/i.test(name) || handedDown.has(name.toLowerCase()),
  );
  return { ...Object.fromEntries(wanted), CI: "true" };
}

const handedDown = new Set([
  "npm_config_cache",
  "npm_config_cafile",
  "npm_config_globalconfig",
  "npm_config_https_proxy",
  "npm_config_noproxy",
  "npm_config_proxy",
  "npm_config_registry",
  "npm_config_strict_ssl",
  "npm_config_userconfig",
]);

const stampFile = "node_modules/.installed-from";
const madeFrom = [
  "pnpm-lock.yaml",
  "pnpm-workspace.yaml",
  "package.json",
  "hub/package.json",
  "hub/web/package.json",
  "agent/package.json",
  "shared/package.json",
];
