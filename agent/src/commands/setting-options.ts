import { type Command, Option } from "commander";
import * as z from "zod";
import type { Flags } from "../config/merge-settings.ts";
import { flagOf, type SettingName, settingNames, settingsTable } from "../config/settings-table.ts";

/** The settings that have a flag. */
export const flagSettings: readonly SettingName[] = settingNames.filter(
  (name) => settingsTable[name].isInFileOnly !== true,
);

/** Gives a command these settings' flags; `when` says when they matter, e.g. `with --hub`. */
export function addSettingOptions(
  command: Command,
  names: readonly SettingName[],
  when = "",
): Command {
  for (const name of names) {
    const { value, help, schema } = settingsTable[name];
    const flag = value === undefined ? flagOf(name) : `${flagOf(name)} <${value}>`;
    const option = new Option(flag, when === "" ? help : `${when}: ${help}`);
    // For completion alone: a wrong value is told like one of the file's.
    if (schema instanceof z.ZodEnum) option.argChoices = schema.options.map(String);
    command.addOption(option);
  }
  return command;
}

/** `--config`, which is no setting: it says where they are. */
export function addConfigOption(command: Command): Command {
  return command.option("--config <file>", "where settings and services are");
}

/** The flags of `serve` again, as words of a command line. */
export function argvOf(flags: Flags & { readonly config?: string }): readonly string[] {
  const words = settingNames.flatMap((name) => {
    const value = flags[name];
    if (value === undefined || value === false) return [];
    return value === true ? [flagOf(name)] : [flagOf(name), value];
  });
  return flags.config === undefined ? words : [...words, "--config", flags.config];
}

/** Of a command's options those that are settings. */
export function settingFlags(options: Flags): Flags {
  const given = settingNames.filter((name) => options[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, options[name]]));
}
