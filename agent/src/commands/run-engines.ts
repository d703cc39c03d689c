import { join, resolve } from "node:path";
import { safe } from "@club/shared/terminal/safe-text.ts";
import cliProgress from "cli-progress";
import { pathsOf } from "../config/paths.ts";
import { findServices } from "../engines/find.ts";
import { readExisting, writeConfig } from "../init/write-config.ts";
import {
  engineFolder,
  installEngine,
  type Progress,
  removeEngine,
} from "../installs/install-engine.ts";
import { type EngineName, recipes } from "../installs/recipe.ts";
import { withoutServices, withService } from "../installs/service-entry.ts";
import { askAgent } from "../status/local-client.ts";
import { runningAgents } from "../status/running-agents.ts";
import type { Terminal } from "./terminal.ts";

/** Installs an engine and adds its service to the agent's file, which running agents read again. */
export async function install(
  name: EngineName,
  config: string | undefined,
  terminal: Terminal,
): Promise<void> {
  const recipe = recipes[name];
  const stop = new AbortController();
  const cancel = (): void => stop.abort();
  process.once("SIGINT", cancel).once("SIGTERM", cancel);
  terminal.err(safe`Installing ${recipe.title}: about ${recipe.megabytes} MB from PyPI …\n`);
  using progress = progressOf(terminal);
  const paths = pathsOf(terminal.environment);
  const service = await installEngine(recipe, paths, (now) => progress.show(now), stop.signal);
  const path = configPath(config, terminal);
  const existing = await readExisting(path);
  const before = (await findServices()).map(({ engine }) => ({ engine }));
  await writeConfig(path, withService(existing, service, before), true);
  await reloadAgents(terminal);
  progress[Symbol.dispose]();
  terminal.out(safe`${name} is installed, and a service in ${path}. Next: club-agent serve\n`);
}

/** Returns whether it was there. */
export async function uninstall(
  name: EngineName,
  config: string | undefined,
  terminal: Terminal,
): Promise<boolean> {
  const paths = pathsOf(terminal.environment);
  const path = configPath(config, terminal);
  const existing = await readExisting(path);
  if (existing !== undefined) {
    const text = withoutServices(existing, engineFolder(paths, name));
    if (text !== existing) await writeConfig(path, text, true);
    await reloadAgents(terminal);
  }
  return await removeEngine(name, paths);
}

/** Agents whose settings come from elsewhere read the same as before. */
async function reloadAgents(terminal: Terminal): Promise<void> {
  for (const { socketPath } of await runningAgents(pathsOf(terminal.environment))) {
    await askAgent(socketPath, "POST", "/reload");
  }
}

function configPath(config: string | undefined, { environment }: Terminal): string {
  const named = config ?? environment["CLUB_CONFIG"];
  return named ? resolve(named) : join(pathsOf(environment).config, "agent.yaml");
}

/** A bar at a terminal; elsewhere nothing moves. */
function progressOf(terminal: Terminal): Disposable & { show(progress: Progress): void } {
  if (!terminal.isTerminal.err) return { show: () => undefined, [Symbol.dispose]: () => undefined };
  const bar = new cliProgress.SingleBar({
    format: "  {bar} {value} of {total} packages, {eta_formatted} left",
    stream: process.stderr,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    hideCursor: true,
  });
  let isShown = false;
  return {
    show({ done, total }) {
      if (!isShown) bar.start(total, 0);
      isShown = true;
      bar.update(done);
    },
    [Symbol.dispose]() {
      if (isShown) bar.stop();
      isShown = false;
    },
  };
}
