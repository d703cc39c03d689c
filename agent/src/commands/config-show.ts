import { safeJson, safeLines, safeParagraph } from "@club/shared/terminal/safe-text.ts";
import type { Command } from "commander";
import { problemLine } from "../config/problem.ts";
import { exitCodes } from "../exit-codes.ts";
import { addConfigOption, addSettingOptions } from "./setting-options.ts";
import { settingsSource, type SourceFlags } from "./settings-source.ts";
import type { Terminal } from "./terminal.ts";

type ConfigFlags = SourceFlags & { readonly json?: boolean };

/** `club-agent config show`: each setting, and where it came from. */
export function addConfigCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("config")
    .description("Look at the configuration")
    .command("show")
    .description("Print the settings in effect as YAML, with where each came from");
  addConfigOption(addSettingOptions(command, ["name"], "of several agents that run"))
    .option("--json", "print a JSON list of {key, value, from}")
    .addHelpText("after", "\nExample:\n  club-agent config show --config ./agent.yaml")
    .action(async (flags: ConfigFlags) => {
      process.exitCode = await show(flags, terminal);
    });
}

async function show(flags: ConfigFlags, terminal: Terminal): Promise<number> {
  const { loadSettings } = await import("../config/load-settings.ts");
  const { settingLines, settingsYaml } = await import("../config/settings-yaml.ts");
  const loaded = await loadSettings(await settingsSource(flags, terminal));
  if ("problems" in loaded) {
    terminal.err(safeLines(loaded.problems.map(problemLine)));
    return exitCodes.configuration;
  }
  const { settings } = loaded;
  if (flags.json === true) terminal.out(safeJson(settingLines(settings), 2));
  else terminal.out(safeParagraph(settingsYaml(settings)));
  return exitCodes.done;
}
