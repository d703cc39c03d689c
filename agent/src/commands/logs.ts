import { type IncomingMessage, request } from "node:http";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Command } from "commander";
import { agentLimits } from "../limits.ts";
import { pickAgent } from "./pick-agent.ts";
import type { Terminal } from "./terminal.ts";

type LogsFlags = { readonly name?: string; readonly lines: string; readonly follow?: boolean };

/** `club-agent logs`: the latest lines of a running agent's log. */
export function addLogsCommand(program: Command, terminal: Terminal): void {
  program
    .command("logs")
    .description("Show the running agent's latest log lines, as JSON")
    .option("--lines <count>", `how many, at most ${agentLimits.logLines}`, "100")
    .option("--follow", "go on with the next ones, until stopped with Ctrl-C")
    .option("--name <name>", "the agent of this name, where several run")
    .addHelpText("after", logsHelp)
    .action(async (flags: LogsFlags) => {
      const { socketPath } = await pickAgent(terminal, flags.name);
      const follow = flags.follow === true ? "&follow=1" : "";
      const path = `/logs?lines=${Number.parseInt(flags.lines, 10) || 0}${follow}`;
      await show(socketPath, path, terminal);
    });
}

async function show(socketPath: string, path: string, terminal: Terminal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request({ socketPath, path }, resolve).once("error", reject).end();
  try {
    for await (const part of (await promise) as AsyncIterable<Buffer>) {
      terminal.out(part.toString());
    }
  } catch (cause) {
    throw new Failure("CONN_LOST", "The agent has stopped.", { cause });
  }
}

const logsHelp = `
A service's older lines are with the system: journalctl --user -u club-agent

Example:
  club-agent logs --follow | jq -r .msg`;
