import { type IncomingMessage, request } from "node:http";
import { createInterface } from "node:readline";
import { escapeJson, SafeText } from "@club/shared/terminal/safe-text.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Command } from "commander";
import { agentLimits } from "../limits.ts";
import { pickAgent } from "./pick-agent.ts";
import type { Terminal } from "./terminal.ts";

type LogsFlags = {
  readonly name?: string;
  readonly lines: string;
  readonly follow?: boolean;
  readonly json?: boolean;
};

/** `club-agent logs`: the latest lines of a running agent's log. */
export function addLogsCommand(program: Command, terminal: Terminal): void {
  program
    .command("logs")
    .description("Show the running agent's latest log lines")
    .option("--lines <count>", `how many, at most ${agentLimits.logLines}`, "100")
    .option("--follow", "go on with the next ones, until stopped with Ctrl-C")
    .option("--json", "as JSON on a terminal, too")
    .option("--name <name>", "the agent of this name, where several run")
    .addHelpText("after", logsHelp)
    .action(async (flags: LogsFlags) => {
      const { socketPath } = await pickAgent(terminal, flags.name);
      const follow = flags.follow === true ? "&follow=1" : "";
      const path = `/logs?lines=${Number.parseInt(flags.lines, 10) || 0}${follow}`;
      await show(socketPath, path, flags.json === true || !terminal.isTerminal.out, terminal);
    });
}

async function show(
  socketPath: string,
  path: string,
  isJson: boolean,
  terminal: Terminal,
): Promise<void> {
  const { logReader } = await import("@club/shared/terminal/log-reader.ts");
  const readable = logReader(terminal.isColoured.out);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request({ socketPath, path }, resolve).once("error", reject).end();
  try {
    for await (const line of createInterface({ input: await promise })) {
      if (isJson) terminal.out(SafeText.trusted(`${escapeJson(line)}\n`));
      else terminal.out(readable(line));
    }
  } catch (cause) {
    throw new Failure("CONN_LOST", "The agent has stopped.", { cause });
  }
}

const logsHelp = `
Piped, the lines are JSON. A service's older lines are with the system: journalctl --user -u club-agent

Example:
  club-agent logs --follow | jq -r .msg`;
