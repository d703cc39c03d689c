import { Argument, type Command } from "commander";
import type { Terminal } from "./terminal.ts";

/** `club-agent completion`: what a shell needs to complete the commands and their options. */
export function addCompletionCommand(program: Command, terminal: Terminal): void {
  program
    .command("completion")
    .description("Print a script that lets your shell complete this program's words")
    .addArgument(new Argument("<shell>").choices(["bash", "zsh", "fish"]))
    .addHelpText("after", '\nExample:\n  eval "$(club-agent completion bash)"')
    .action((shell: "bash" | "zsh" | "fish") => {
      const words = wordsOf(program);
      terminal.out(shell === "fish" ? fishScript(words) : bashScript(words, shell));
    });
}

type CommandWords = { readonly name: string; readonly words: readonly string[] };

function wordsOf(program: Command): readonly CommandWords[] {
  return program.commands.map((command) => ({
    name: command.name(),
    words: [
      ...command.commands.map((subcommand) => subcommand.name()),
      ...command.options.map((option) => option.long ?? option.flags),
      "--help",
    ],
  }));
}

/** zsh takes bash's completions through `bashcompinit`. */
function bashScript(commands: readonly CommandWords[], shell: "bash" | "zsh"): string {
  const cases = commands.map(({ name, words }) => `    ${name}) words="${words.join(" ")}" ;;`);
  return [
    ...(shell === "zsh" ? ["autoload -U +X bashcompinit && bashcompinit"] : []),
    "_club_agent() {",
    '  local words=""',
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    "  esac",
    `  if [ "$COMP_CWORD" -eq 1 ]; then words="${commands.map(({ name }) => name).join(" ")}"; fi`,
    '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))',
    "}",
    "complete -o default -F _club_agent club-agent",
    "",
  ].join("\n");
}

function fishScript(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const lines = commands.map(
    ({ name, words }) =>
      `complete -c club-agent -n "__fish_seen_subcommand_from ${name}" -a "${words.join(" ")}"`,
  );
  return [`complete -c club-agent -f -n __fish_use_subcommand -a "${names}"`, ...lines, ""].join(
    "\n",
  );
}
