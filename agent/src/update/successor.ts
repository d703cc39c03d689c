import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Paths } from "../config/paths.ts";
import { agentLimits } from "../limits.ts";
import { runningAgents } from "../status/running-agents.ts";
import { restorePrevious } from "./program-file.ts";

export type SuccessorOptions = {
  /** The program and its arguments, as this agent was started. */
  readonly command: readonly string[];
  readonly name: string;
  readonly paths: Paths;
  readonly log: (words: string) => void;
};

/**
 * The agent that follows this one under its name, in a process below this one's: whoever started this one
 * (a person, systemd, launchd) still has it to stop. One that does not connect is ended, and the version
 * before it is put back and started in its place.
 */
export class Successor {
  readonly #options: SuccessorOptions;
  readonly #free: PromiseWithResolvers<void> = Promise.withResolvers();
  #child: ChildProcess | undefined;
  #isStopped = false;
  #ended: Promise<number> | undefined;

  constructor(options: SuccessorOptions) {
    this.#options = options;
  }

  /** The exit code of the last one, once it has ended; undefined: none is expected. */
  get ended(): Promise<number> | undefined {
    return this.#ended;
  }

  /** From now on `ended` is what to wait for, though this agent itself may be done before. */
  expect(): void {
    this.#ended ??= this.#free.promise.then(() => this.#run());
  }

  /** The name is free now. */
  start(): void {
    this.#free.resolve();
  }

  /** Lets it drain, or ends it at once. */
  stop(signal: "SIGTERM" | "SIGKILL"): void {
    this.#isStopped = true;
    this.#child?.kill(signal);
  }

  async #run(): Promise<number> {
    const { command, log } = this.#options;
    const first = this.#spawn();
    if ((await this.#isOnline(first)) || this.#isStopped) return await first.code;
    first.child.kill("SIGKILL");
    await first.code;
    const wasRestored = await restorePrevious(command[0] ?? "");
    log(`the new agent does not connect: ${wasRestored ? "going back" : "trying again"}`);
    return await this.#spawn().code;
  }

  #spawn(): Started {
    const [program = "", ...argv] = this.#options.command;
    const child = spawn(program, argv, { stdio: "inherit" });
    this.#child = child;
    const { promise, resolve } = Promise.withResolvers<number>();
    child.once("error", () => resolve(1));
    child.once("exit", (code) => resolve(code ?? 1));
    return { child, code: promise };
  }

  /** Whether it reaches the hub in time. */
  async #isOnline({ child, code }: Started): Promise<boolean> {
    const { name, paths } = this.#options;
    const late = new AbortController();
    void code.then(() => late.abort());
    const signal = AbortSignal.any([late.signal, AbortSignal.timeout(agentLimits.successorMs)]);
    while (!signal.aborted) {
      const agents = await runningAgents(paths, name);
      const own = agents.find(({ status: { pid } }) => pid === child.pid);
      if (own !== undefined && own.status.connected_s !== null) return true;
      await sleep(agentLimits.readyLookMs, undefined, { signal }).catch(() => undefined);
    }
    return false;
  }
}

type Started = { readonly child: ChildProcess; readonly code: Promise<number> };
