import { safe } from "@club/shared/terminal/safe-text.ts";
import { Argument, type Command } from "commander";
import { type EngineName, engineNames } from "../installs/recipe.ts";
import { addConfigOption } from "./setting-options.ts";
import type { Terminal } from "./terminal.ts";

type EnginesFlags = { readonly config?: string };

/** `club-agent engines install|uninstall`: a speech server for somebody who has none. */
export function addEnginesCommand(program: Command, terminal: Terminal): void {
  const engines = program
    .command("engines")
    .description("Install a speech server for the agent, or remove it");
  addConfigOption(engines.command("install"))
    .description("Install a speech server with a voice and add it to the agent's file")
    .addArgument(new Argument("<engine>", "which one").choices(engineNames))
    .addHelpText("after", installHelp)
    .action(async (name: EngineName, flags: EnginesFlags) => {
      const { install } = await import("./run-engines.ts");
      await install(name, flags.config, terminal);
    });
  addConfigOption(engines.command("uninstall"))
    .description("Remove a server that was installed this way, and its service")
    .addArgument(new Argument("<engine>", "which one").choices(engineNames))
    .addHelpText("after", "\nExample:\n  club-agent engines uninstall piper")
    .action(async (name: EngineName, flags: EnginesFlags) => {
      const { uninstall } = await import("./run-engines.ts");
      const had = await uninstall(name, flags.config, terminal);
      terminal.out(had ? safe`${name} was removed.\n` : safe`${name} was not installed.\n`);
    });
}

const installHelp = `
It goes into the agent's own folder, in pinned versions whose hashes are checked. The agent starts it when
it is asked for, and stops it when nobody asks for an hour.

Example:
  club-agent engines install piper`;
