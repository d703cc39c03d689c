import { safe } from "@club/shared/terminal/safe-text.ts";
import { launchSchema, sourceOf } from "../config/launch.ts";
import type { SettingsSource } from "../config/load-settings.ts";
import type { Flags } from "../config/merge-settings.ts";
import { pathsOf } from "../config/paths.ts";
import { askAgent } from "../status/local-client.ts";
import { runningAgents } from "../status/running-agents.ts";
import { settingFlags } from "./setting-options.ts";
import type { Terminal } from "./terminal.ts";

export type SourceFlags = Flags & { readonly config?: string | undefined };

/**
 * Where a command that looks at the settings finds them: in what it is told, else with the one agent
 * that runs (of this name), else where `serve` would look.
 */
export async function settingsSource(
  flags: SourceFlags,
  terminal: Terminal,
): Promise<SettingsSource> {
  const { environment } = terminal;
  const { name, ...others } = settingFlags(flags);
  const own = { flags: others, configFile: flags.config, environment };
  if (flags.config !== undefined || Object.keys(others).length > 0) return own;
  const wanted = typeof name === "string" ? name : undefined;
  const agents = await runningAgents(pathsOf(environment), wanted);
  const [agent, ...more] = agents.filter(({ status }) => status.state !== "draining");
  if (agent === undefined || more.length > 0) return own;
  const { status, body } = await askAgent(agent.socketPath, "GET", "/launch");
  // An older agent does not tell.
  if (status !== 200) return own;
  const launch = launchSchema.parse(JSON.parse(body));
  terminal.err(safe`These are the settings of the agent ${agent.status.name}, which runs here.\n`);
  return sourceOf(launch, environment);
}
