import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** Agents in a process of their own. */
export class AgentProcess implements AsyncDisposable {
  readonly #child: ChildProcess;

  static async start(port: number, count = 1): Promise<AgentProcess> {
    const script = join(import.meta.dirname, "agent.ts");
    const child = fork(script, [String(port), String(count)]);
    await once(child, "message");
    return new AgentProcess(child);
  }

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** CPU time so far. */
  async cpuMs(): Promise<number> {
    this.#child.send("cpu");
    const [{ user, system }] = (await once(this.#child, "message")) as [NodeJS.CpuUsage];
    return (user + system) / 1000;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = once(this.#child, "exit");
    this.#child.disconnect();
    await gone;
  }
}
