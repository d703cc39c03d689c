import type { Command } from "commander";
import type { LoginFlags } from "./run-login.ts";
import { addSettingOptions } from "./setting-options.ts";
import type { Terminal } from "./terminal.ts";

/** `club-agent login` and `logout`: keep, or forget, the key for a hub. */
export function addLoginCommands(program: Command, terminal: Terminal): void {
  const command = program
    .command("login")
    .description("Save your key for a hub, so that serve finds it");
  addSettingOptions(command, ["hub", "insecure"])
    .option("--token-file <file>", "take the key from this file (- is standard input)")
    .option("--device", "get a key by confirming a short code at the hub")
    .option("--no-check", "do not ask the hub whether it knows the key")
    .addHelpText("after", loginHelp)
    .action(async (flags: LoginFlags) => {
      const { login } = await import("./run-login.ts");
      await login(flags, terminal);
    });
  program
    .command("logout")
    .description("Forget the key for a hub, or for all")
    .option("--hub <url>", "the hub to forget (default: all)")
    .addHelpText("after", "\nExample:\n  club-agent logout --hub https://hub.example")
    .action(async ({ hub }: LoginFlags) => {
      const { logout } = await import("./run-login.ts");
      await logout(hub, terminal);
    });
}

const loginHelp = `
The key is asked for without showing it, or read from a file or standard input: never from the
command line, where everyone on this machine can see it. It is kept in ~/.config/club, readable by
you alone.

Example:
  club-agent login --hub https://hub.example --device`;
