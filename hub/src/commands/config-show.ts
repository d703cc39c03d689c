import { safeJson, safeParagraph } from "@club/shared/terminal/safe-text.ts";
import { type Command, Option } from "commander";
import { settingSources, type SettingsFlags } from "./settings-options.ts";
import { addSettingOptions } from "./settings-options.ts";
import type { Terminal } from "./terminal.ts";

type ConfigFlags = SettingsFlags & { readonly json?: true };

/** `club-hub config show`: each setting, and where it came from. */
export function addConfigCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("config")
    .description("look at the configuration")
    .command("show")
    .description("print the settings in effect as YAML, with where each came from");
  addSettingOptions(command)
    .addOption(new Option("--json", "print a JSON list of {key, value, from}"))
    .addHelpText("after", "\nExample:\n  $ club-hub config show --config hub.yaml\n")
    .action(async ({ json, ...flags }: ConfigFlags) => {
      const { settingLines, settingsYaml } = await import("../settings-yaml.ts");
      const lines = await settingLines(settingSources(flags));
      terminal.out(json ? safeJson(lines) : safeParagraph(settingsYaml(lines)));
    });
}
