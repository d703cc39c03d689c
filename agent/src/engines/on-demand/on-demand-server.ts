import { setTimeout as sleep } from "node:timers/promises";
import { unreachable } from "@club/shared/unreachable.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Health } from "../engine.ts";
import { type EngineProcess, startEngineProcess } from "./engine-process.ts";
import { onDemandLimits } from "./limits.ts";
import type { StartedEngines } from "./started-engines.ts";

export type OnDemandOptions = {
  /** Program and arguments. */
  readonly start: readonly string[];
  /** Whether the server answers. */
  readonly health: (signal: AbortSignal) => Promise<Health>;
  readonly warmUpMaxMs: number;
  /** After how long without a request it is stopped; undefined: it runs on. */
  readonly idleMs: number | undefined;
  /** A monotonic clock. */
  readonly now: () => number;
  /** Remembers what was started, should this process be killed. */
  readonly started?: StartedEngines | undefined;
};

type State =
  | { readonly at: "stopped" }
  | { readonly at: "starting"; readonly up: Promise<void> }
  /** Without a process it was there already, started by somebody else, who also stops it. */
  | { readonly at: "running"; readonly process: EngineProcess | undefined }
  | { readonly at: "failed"; readonly untilMs: number; readonly reason: string }
  /** Its owner wants the machine for something else. */
  | { readonly at: "suspended"; readonly reason: string };

/** A speech server that runs while it is wanted: started by a request, stopped when idle or in the way. */
export class OnDemandServer {
  readonly #options: OnDemandOptions;
  #state: State = { at: "stopped" };
  #process: EngineProcess | undefined;
  /** Whether the process has answered, and its end is waited for. */
  #isUp = false;
  /** The start under way. */
  #starting: Promise<void> | undefined;
  #failures = 0;
  #users = 0;
  #idle: NodeJS.Timeout | undefined;
  #warmUpMs: number | undefined;
  #unused: PromiseWithResolvers<void> | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: OnDemandOptions) {
    this.#options = options;
  }

  get at(): State["at"] {
    return this.#state.at;
  }

  /** The process that was started; undefined while there is none. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** How long the last start took; undefined before the first. */
  get warmUpMs(): number | undefined {
    return this.#warmUpMs;
  }

  /**
   * The server, up, until the result is disposed of. Throws NOT_READY when it does not come up, has
   * failed a moment ago or is suspended, and CANCELLED with the signal; the start then goes on for others.
   */
  async use(signal: AbortSignal): Promise<Disposable> {
    clearTimeout(this.#idle);
    this.#users += 1;
    try {
      await orAborted(this.#up(), signal);
    } catch (error) {
      this.#release();
      throw error;
    }
    let isUsed = true;
    return {
      [Symbol.dispose]: () => {
        if (isUsed) this.#release();
        isUsed = false;
      },
    };
  }

  /** Its own word where it runs; otherwise what is known without it. */
  async health(signal: AbortSignal): Promise<Health> {
    const state = this.#state;
    switch (state.at) {
      case "stopped":
        return { state: "cold", ...(this.#warmUpMs !== undefined && { warmUpMs: this.#warmUpMs }) };
      case "starting":
        return { state: "loading", reason: "The engine is being started." };
      case "running":
        return await this.#healthWhileRunning(state.process, signal);
      case "failed":
        // Time for another try: the next request makes it.
        if (this.#options.now() >= state.untilMs) return { state: "cold" };
        return { state: "down", reason: state.reason };
      case "suspended":
        return { state: "down", reason: state.reason };
      default:
        return unreachable(state);
    }
  }

  /** Takes no work until `resume`, and stops it, when it has spoken: its memory is wanted. */
  async suspend(reason: string): Promise<void> {
    this.#state = { at: "suspended", reason };
    if (this.#users > 0) await (this.#unused ??= Promise.withResolvers()).promise;
    if (this.#state.at === "suspended") await this.#stop();
  }

  resume(): void {
    if (this.#state.at !== "suspended") return;
    this.#state = this.#resumed();
    // A start was given up while it was suspended, and nobody waits for its process.
    if (this.#state.at === "stopped") void this.#stop();
  }

  #resumed(): State {
    if (this.#stopping !== undefined) return { at: "stopped" };
    if (this.#starting !== undefined) return { at: "starting", up: this.#starting };
    return this.#isUp ? { at: "running", process: this.#process } : { at: "stopped" };
  }

  /** Stops it for good, when nobody uses it any more. */
  async close(): Promise<void> {
    await this.suspend("The service is no longer shared.");
  }

  async #healthWhileRunning(
    process: EngineProcess | undefined,
    signal: AbortSignal,
  ): Promise<Health> {
    const health = await this.#options.health(signal);
    if (health.state !== "down" || process !== undefined) return health;
    // Somebody else started it and has stopped it; from here on it is ours to start.
    if (this.#state.at === "running") this.#state = { at: "stopped" };
    return { state: "cold" };
  }

  #up(): Promise<void> {
    const state = this.#state;
    switch (state.at) {
      case "running":
        return Promise.resolve();
      case "starting":
        return state.up;
      case "suspended":
        return Promise.reject(new Failure("NOT_READY", state.reason));
      case "failed": {
        const retryAfterMs = state.untilMs - this.#options.now();
        if (retryAfterMs > 0) {
          return Promise.reject(new Failure("NOT_READY", state.reason, { retryAfterMs }));
        }
        return this.#begin();
      }
      case "stopped":
        return this.#begin();
      default:
        return unreachable(state);
    }
  }

  #begin(): Promise<void> {
    const up = this.#start().finally(() => (this.#starting = undefined));
    this.#starting = up;
    this.#state = { at: "starting", up };
    // Those who wait for it hear of a failure; where nobody does any more, it is in the state.
    up.catch(() => undefined);
    return up;
  }

  async #start(): Promise<void> {
    await this.#stopping;
    const startMs = this.#options.now();
    const late = AbortSignal.timeout(this.#options.warmUpMaxMs);
    if (await this.#answers(late)) return this.#becomeRunning(undefined);
    const process = startEngineProcess(this.#options.start, this.#options.started);
    this.#process = process;
    this.#isUp = false;
    let ending: string | undefined;
    void process.ended.then((how) => {
      ending = how;
      if (this.#process !== process) return;
      this.#process = undefined;
      this.#isUp = false;
    });
    while (!(await this.#answers(late))) {
      if (this.#state.at !== "starting") throw new Failure("NOT_READY", "The engine was stopped.");
      if (ending !== undefined || late.aborted) {
        throw await this.#fail(process, ending ?? "did not answer in time");
      }
      await Promise.race([process.ended, sleep(onDemandLimits.lookMs)]);
    }
    this.#isUp = true;
    this.#failures = 0;
    this.#warmUpMs = Math.round(this.#options.now() - startMs);
    this.#becomeRunning(process);
    void process.ended.then((how) => this.#endedByItself(process, how));
  }

  #becomeRunning(process: EngineProcess | undefined): void {
    // Suspended while it started: it is on its way out.
    if (this.#state.at !== "suspended") this.#state = { at: "running", process };
  }

  async #answers(signal: AbortSignal): Promise<boolean> {
    const { state } = await this.#options.health(signal).catch(() => ({ state: "down" as const }));
    return state === "ready" || state === "busy";
  }

  #endedByItself(process: EngineProcess, how: string): void {
    const isOurs = this.#state.at === "running" && this.#state.process === process;
    if (isOurs) void this.#fail(process, how);
  }

  async #fail(process: EngineProcess, how: string): Promise<Failure> {
    const words = process.lastWords();
    const reason = `The engine ${how}${words === "" ? "" : `: ${words}`}`;
    const { backoffFirstMs, backoffMostMs } = onDemandLimits;
    const waitMs = Math.min(backoffFirstMs * 2 ** this.#failures, backoffMostMs);
    this.#failures += 1;
    if (this.#state.at !== "suspended") {
      this.#state = { at: "failed", untilMs: this.#options.now() + waitMs, reason };
    }
    await process.stop();
    return new Failure("NOT_READY", reason, { retryAfterMs: waitMs });
  }

  #release(): void {
    this.#users -= 1;
    const { idleMs } = this.#options;
    if (this.#users > 0) return;
    this.#unused?.resolve();
    this.#unused = undefined;
    if (idleMs === undefined) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#rest(), idleMs).unref();
  }

  #rest(): void {
    const state = this.#state;
    if (state.at !== "running" || state.process === undefined || this.#users > 0) return;
    this.#state = { at: "stopped" };
    void this.#stop();
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#idle);
    this.#stopping ??= this.#process?.stop();
    await this.#stopping;
    this.#stopping = undefined;
  }
}

async function orAborted(up: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const fire = () => reject(new Failure("CANCELLED", "The request was cancelled."));
  signal.addEventListener("abort", fire, { once: true });
  if (signal.aborted) fire();
  try {
    await Promise.race([up, promise]);
  } finally {
    signal.removeEventListener("abort", fire);
  }
}
