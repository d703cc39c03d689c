import { setTimeout as sleep } from "node:timers/promises";
import { safe, safeLines } from "@club/shared/terminal/safe-text.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { limits } from "@club/shared/wire/limits.ts";
import type { Command } from "commander";
import { pathsOf } from "../config/paths.ts";
import { agentLimits } from "../limits.ts";
import type { AgentStatus } from "../status/agent-status.ts";
import { runningAgents } from "../status/running-agents.ts";
import { parseDuration } from "./duration.ts";
import { exitCodes } from "../exit-codes.ts";
import { pickAgent, tellAgent } from "./pick-agent.ts";
import type { Terminal } from "./terminal.ts";

type NameFlag = { readonly name?: string };

/** `drain`, `pause`, `resume`, `reload` and `ready`: what one asks of a running agent. */
export function addControlCommands(program: Command, terminal: Terminal): void {
  addDrain(program, terminal);
  addPause(program, terminal);
  addReload(program, terminal);
  addReady(program, terminal);
}

function addDrain(program: Command, terminal: Terminal): void {
  withName(program.command("drain"))
    .description("Let the agent finish what it speaks, take nothing new, and stop")
    .addHelpText("after", "\nExample:\n  club-agent drain --name home-rig")
    .action(async ({ name }: NameFlag) => {
      const agent = await pickAgent(terminal, name);
      await tellAgent(agent, "/drain");
      await gone(terminal, agent.status);
      terminal.out(safe`${agent.status.name} has stopped.\n`);
    });
}

function addPause(program: Command, terminal: Terminal): void {
  withName(program.command("pause"))
    .description("Take no new work; the connection stays, and what is being spoken goes on")
    .option("--for <duration>", "resume by itself after this long, e.g. 90m or 2h")
    .addHelpText("after", "\nA restart ends a pause.\n\nExample:\n  club-agent pause --for 2h")
    .action(async (flags: NameFlag & { readonly for?: string }) => {
      const query = flags.for === undefined ? "" : `?for_ms=${parseDuration(flags.for)}`;
      const agent = await pickAgent(terminal, flags.name);
      await tellAgent(agent, `/pause${query}`);
      terminal.out(safe`${agent.status.name} is paused.\n`);
    });
  withName(program.command("resume"))
    .description("End a pause")
    .addHelpText("after", "\nExample:\n  club-agent resume")
    .action(async ({ name }: NameFlag) => {
      const agent = await pickAgent(terminal, name);
      await tellAgent(agent, "/resume");
      terminal.out(safe`${agent.status.name} takes work again.\n`);
    });
}

function addReload(program: Command, terminal: Terminal): void {
  withName(program.command("reload"))
    .description("Read the configuration again; what is being spoken goes on")
    .addHelpText("after", "\nExample:\n  club-agent reload")
    .action(async ({ name }: NameFlag) => {
      const agent = await pickAgent(terminal, name);
      const { problems } = (await tellAgent(agent, "/reload")) as { readonly problems: string };
      if (problems !== "") {
        terminal.err(safeLines(problems.split("\n")));
        process.exitCode = exitCodes.configuration;
      } else terminal.out(safe`${agent.status.name} has read its configuration again.\n`);
    });
}

function addReady(program: Command, terminal: Terminal): void {
  withName(program.command("ready"))
    .description("End with 0 when the agent takes work, for scripts and probes")
    .option("--timeout <duration>", "wait so long for it, e.g. 30s", "0s")
    .addHelpText("after", readyHelp)
    .action(async ({ name, timeout }: NameFlag & { readonly timeout: string }) => {
      const endMs = performance.now() + parseDuration(timeout);
      let code = await readiness(terminal, name);
      while (code !== exitCodes.done && performance.now() < endMs) {
        await sleep(agentLimits.readyLookMs);
        code = await readiness(terminal, name);
      }
      process.exitCode = code;
    });
}

async function readiness(terminal: Terminal, name: string | undefined): Promise<number> {
  const agents = await runningAgents(pathsOf(terminal.environment), name);
  if (agents.length === 0) return exitCodes.notRunning;
  return agents.every(({ status }) => status.state === "online")
    ? exitCodes.done
    : exitCodes.failure;
}

/** Until the agent no longer answers: its streams have a time of their own to finish. */
async function gone(terminal: Terminal, { name, pid }: AgentStatus): Promise<void> {
  const endMs = performance.now() + limits.drainGraceMs + agentLimits.closeMs;
  const runs = async (): Promise<boolean> => {
    const agents = await runningAgents(pathsOf(terminal.environment), name);
    return agents.some(({ status }) => status.pid === pid);
  };
  while (await runs()) {
    if (performance.now() > endMs) throw new Failure("CONFLICT", `${name} does not stop.`);
    await sleep(agentLimits.readyLookMs);
  }
}

function withName(command: Command): Command {
  return command.option("--name <name>", "the agent of this name, where several run");
}

const readyHelp = `
Exit codes: 0 online, 1 not yet, 3 no agent runs.

Example:
  club-agent ready --timeout 30s && echo "the agent takes work"`;
