import { Failure } from "@club/shared/wire/failures.ts";
import type { Clock } from "../clock.ts";
import { unstartable } from "./ffmpeg-failure.ts";
import type { FfmpegKind } from "./ffmpeg-kind.ts";
import { FfmpegProcess } from "./ffmpeg-process.ts";
import { encodingLimits } from "./limits.ts";

export type FfmpegPoolOptions = {
  /** The program: a name on the PATH, or a path. */
  readonly program: string;
  /** Kinds of work for which processes wait; 0: every one is started when it is needed. */
  readonly warmKinds: number;
  /** Processes that may be at work at once. */
  readonly workingProcesses: number;
  /** How long a process may owe output before it is given up. */
  readonly hangMs: number;
  /** What is known to be wrong with the program. */
  readonly fault: string | undefined;
  readonly clock: Clock;
};

/** The processes that wait for one kind of work. */
type Pool = {
  readonly kind: FfmpegKind;
  readonly waiting: FfmpegProcess[];
  /** How long to wait after one has died unused; then it is tried again. */
  restartMs: number;
  restart: Disposable | undefined;
};

/**
 * ffmpeg processes, started before they are needed: a cold start takes 0.1 s. The kinds that were
 * asked for last have processes waiting. Each process does one piece of work and is gone; the pool
 * sees to its end.
 */
export class FfmpegPool {
  readonly #options: FfmpegPoolOptions;
  /** By the kind's key; the one used longest ago first. */
  readonly #pools = new Map<string, Pool>();
  readonly #alive = new Set<FfmpegProcess>();
  readonly #killAll = (): void => {
    for (const ffmpeg of this.#alive) ffmpeg.kill();
  };
  #isClosed = false;
  #fault: string | undefined;

  constructor(options: FfmpegPoolOptions) {
    this.#options = options;
    this.#fault = options.fault;
    // Whatever way this process ends, but for SIGKILL: then their stdin ends.
    process.once("exit", this.#killAll);
  }

  /** What is wrong with the program; undefined once a process of it has worked. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Processes that wait for work, and those at work. */
  get figures(): { readonly waiting: number; readonly working: number } {
    let waiting = 0;
    for (const pool of this.#pools.values()) waiting += pool.waiting.length;
    return { waiting, working: this.#alive.size - waiting };
  }

  /**
   * A process for one piece of work, whoever takes it kills it in the end. Throws BUSY past the
   * bound of processes and SHUTTING_DOWN after `close`; one that cannot be started says so itself.
   */
  take(kind: FfmpegKind): FfmpegProcess {
    if (this.#isClosed) throw new Failure("SHUTTING_DOWN", "This hub is stopping.");
    if (this.figures.working >= this.#options.workingProcesses) throw busy();
    const pool = this.#poolOf(kind);
    const ffmpeg = takeWaiting(pool) ?? this.#start(pool);
    // Its first output is what someone waits for: the next process is started after that.
    void ffmpeg.begun.then((hasWorked) => this.#afterFirst(pool, hasWorked));
    return ffmpeg;
  }

  /** Has processes wait for a kind of work before it is asked for. */
  keepWarm(kind: FfmpegKind): void {
    this.#fill(this.#poolOf(kind));
  }

  /** Ends every process, whatever it does. Resolves when they are gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    process.off("exit", this.#killAll);
    for (const pool of this.#pools.values()) pool.restart?.[Symbol.dispose]();
    this.#killAll();
    await Promise.all(Array.from(this.#alive, async (ffmpeg) => await ffmpeg.ended));
  }

  /** The pool of a kind, now the newest; the oldest makes place for a new one. */
  #poolOf(kind: FfmpegKind): Pool {
    const known = this.#pools.get(kind.key);
    const pool = known ?? newPool(kind);
    this.#pools.delete(kind.key);
    this.#pools.set(kind.key, pool);
    const [oldest] = this.#pools.values();
    if (oldest !== undefined && this.#pools.size > this.#options.warmKinds) this.#clear(oldest);
    return pool;
  }

  #clear(pool: Pool): void {
    this.#pools.delete(pool.kind.key);
    pool.restart?.[Symbol.dispose]();
    for (const ffmpeg of pool.waiting.splice(0)) ffmpeg.kill();
  }

  #fill(pool: Pool): void {
    const isKept = this.#pools.get(pool.kind.key) === pool;
    if (this.#isClosed || !isKept || pool.restart !== undefined) return;
    while (pool.waiting.length < encodingLimits.warmPerKind) {
      pool.waiting.push(this.#start(pool));
    }
  }

  #start(pool: Pool): FfmpegProcess {
    const ffmpeg = new FfmpegProcess(pool.kind, this.#options);
    this.#alive.add(ffmpeg);
    void ffmpeg.ended.then((end) => {
      this.#alive.delete(ffmpeg);
      if (end.at === "unstartable") this.#fault = unstartable(end.cause);
      const index = pool.waiting.indexOf(ffmpeg);
      if (index < 0) return;
      pool.waiting.splice(index, 1);
      this.#fillLater(pool);
    });
    return ffmpeg;
  }

  #afterFirst(pool: Pool, hasWorked: boolean): void {
    if (hasWorked) {
      this.#fault = undefined;
      pool.restartMs = encodingLimits.restartMs;
    }
    // Starting a process holds everything up for milliseconds: let that output go out first.
    setImmediate(() => this.#fill(pool));
  }

  /** Not at once: a program that dies as it starts would be started for ever. */
  #fillLater(pool: Pool): void {
    if (pool.restart !== undefined || this.#isClosed) return;
    pool.restart = this.#options.clock.after(pool.restartMs, () => {
      pool.restart = undefined;
      this.#fill(pool);
    });
    pool.restartMs = Math.min(2 * pool.restartMs, encodingLimits.restartMaxMs);
  }
}

function takeWaiting(pool: Pool): FfmpegProcess | undefined {
  const ffmpeg = pool.waiting.shift();
  return ffmpeg === undefined || ffmpeg.isAlive ? ffmpeg : takeWaiting(pool);
}

function newPool(kind: FfmpegKind): Pool {
  return { kind, waiting: [], restartMs: encodingLimits.restartMs, restart: undefined };
}

function busy(): Failure {
  const retryAfterMs = encodingLimits.retryAfterMs;
  const message = "Too many recordings are being encoded. Try again in a moment, or ask for wav.";
  return new Failure("BUSY", message, { retryAfterMs, elsewhere: false });
}
