import { type Command, Option } from "commander";
import { separated, type SettingSources, settings } from "../config.ts";
import { dataFolderOption } from "./data-folder-option.ts";

export type SettingsFlags = Readonly<Record<string, unknown>> & {
  readonly data: string;
  readonly config?: string;
};

/** The flags of all settings, and of where the others are. */
export function addSettingOptions(command: Command): Command {
  command
    .addOption(dataFolderOption())
    .addOption(new Option("--config <file>", "settings in YAML").env("CLUB_HUB_CONFIG"));
  for (const [name, { value, help }] of Object.entries(settings)) {
    command.option(`--${separated(name, "-")} <${value}>`, help);
  }
  return command;
}

/** Where the settings of a command line come from. */
export function settingSources(flags: SettingsFlags): SettingSources {
  const { data, config: file } = flags;
  return { flags, environment: process.env, file, data };
}
