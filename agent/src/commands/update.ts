import type { Command } from "commander";
import type { UpdateFlags } from "./run-update.ts";
import { addConfigOption, addSettingOptions } from "./setting-options.ts";
import type { Terminal } from "./terminal.ts";

/** `club-agent update`: to the version that the hub hands out. */
export function addUpdateCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("update")
    .description("Update this program to the hub's version; running agents go over to it");
  addConfigOption(addSettingOptions(command, ["hub"]))
    .option("--check", "only say whether there is another version")
    .addHelpText("after", updateHelp)
    .action(async (flags: UpdateFlags) => {
      const { update } = await import("./run-update.ts");
      process.exitCode = await update(flags, terminal);
    });
}

const updateHelp = `
The file is checked before anything changes. An agent that runs finishes what it speaks while the new one
takes over its name; when that one does not connect, the version before is put back and goes on.

Exit codes: 0 up to date, 1 there is another version (--check), or the update failed.

Example:
  club-agent update --check`;
