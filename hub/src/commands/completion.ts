import tab from "@bomb.sh/tab/commander";
import type { Command } from "commander";

/**
 * `club-hub completion SHELL` and the hidden `complete` that its script calls: commands, options and
 * their choices come from commander. Called once all commands are there.
 */
export function addCompletion(program: Command): void {
  tab(program, { completionCommandName: "completion" });
  for (const command of program.commands) {
    if (command.name() === "completion") {
      command
        .description("print a script that lets your shell complete this program's words")
        .addHelpText("after", '\nExample:\n  $ eval "$(club-hub completion bash)"\n');
    } else if (command.name() === "complete") {
      command.addHelpText("after", "\nExample:\n  $ club-hub complete -- serve --po\n");
    }
  }
}
