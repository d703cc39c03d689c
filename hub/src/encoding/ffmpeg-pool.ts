import { Failure } from "@club/shared/wire/failures.ts";
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
};

/** The processes that wait for one kind of work. */
type Shelf = {
  readonly kind: FfmpegKind;
  readonly waiting: FfmpegProcess[];
  /** How long to wait after one has died unused; then it is tried again. */
  restartMs: number;
  restart: NodeJS.Timeout | undefined;
};

/**
 * ffmpeg processes, started before they are needed: a cold start takes 0.1 s. The kinds that were
 * asked for last have processes waiting. Each process does one piece of work and is gone; the pool
 * sees to its end.
 */
export class FfmpegPool {
  readonly #options: FfmpegPoolOptions;
  /** By the kind's key; the one used longest ago first. */
  readonly #shelves = new Map<string, Shelf>();
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
    for (const shelf of this.#shelves.values()) waiting += shelf.waiting.length;
    return { waiting, working: this.#alive.size - waiting };
  }

  /**
   * A process for one piece of work, whoever takes it kills it in the end. Throws BUSY past the
   * bound of processes and SHUTTING_DOWN after `close`; one that cannot be started says so itself.
   */
  take(kind: FfmpegKind): FfmpegProcess {
    if (this.#isClosed) throw new Failure("SHUTTING_DOWN", "This hub is stopping.");
    if (this.figures.working >= this.#options.workingProcesses) throw busy();
    const shelf = this.#shelve(kind);
    const ffmpeg = takeWaiting(shelf) ?? this.#start(shelf);
    // Its first output is what someone waits for: the next process is started after that.
    void ffmpeg.begun.then((hasWorked) => this.#afterFirst(shelf, hasWorked));
    return ffmpeg;
  }

  /** Has processes wait for a kind of work before it is asked for. */
  keepWarm(kind: FfmpegKind): void {
    this.#fill(this.#shelve(kind));
  }

  /** Ends every process, whatever it does. Resolves when they are gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    process.off("exit", this.#killAll);
    for (const shelf of this.#shelves.values()) clearTimeout(shelf.restart);
    this.#killAll();
    await Promise.all(Array.from(this.#alive, async (ffmpeg) => await ffmpeg.ended));
  }

  /** The shelf of a kind, now the newest; the oldest makes place for a new one. */
  #shelve(kind: FfmpegKind): Shelf {
    const known = this.#shelves.get(kind.key);
    const shelf = known ?? newShelf(kind);
    this.#shelves.delete(kind.key);
    this.#shelves.set(kind.key, shelf);
    const [oldest] = this.#shelves.values();
    if (oldest !== undefined && this.#shelves.size > this.#options.warmKinds) this.#clear(oldest);
    return shelf;
  }

  #clear(shelf: Shelf): void {
    this.#shelves.delete(shelf.kind.key);
    clearTimeout(shelf.restart);
    for (const ffmpeg of shelf.waiting.splice(0)) ffmpeg.kill();
  }

  #fill(shelf: Shelf): void {
    const isKept = this.#shelves.get(shelf.kind.key) === shelf;
    if (this.#isClosed || !isKept || shelf.restart !== undefined) return;
    while (shelf.waiting.length < encodingLimits.warmPerKind) {
      shelf.waiting.push(this.#start(shelf));
    }
  }

  #start(shelf: Shelf): FfmpegProcess {
    const ffmpeg = new FfmpegProcess(this.#options.program, shelf.kind, this.#options.hangMs);
    this.#alive.add(ffmpeg);
    void ffmpeg.ended.then((end) => {
      this.#alive.delete(ffmpeg);
      if (end.at === "unstartable") this.#fault = unstartable(end.cause);
      const index = shelf.waiting.indexOf(ffmpeg);
      if (index < 0) return;
      shelf.waiting.splice(index, 1);
      this.#fillLater(shelf);
    });
    return ffmpeg;
  }

  #afterFirst(shelf: Shelf, hasWorked: boolean): void {
    if (hasWorked) {
      this.#fault = undefined;
      shelf.restartMs = encodingLimits.restartMs;
    }
    // Starting a process holds everything up for milliseconds: let that output go out first.
    setImmediate(() => this.#fill(shelf));
  }

  /** Not at once: a program that dies as it starts would be started for ever. */
  #fillLater(shelf: Shelf): void {
    if (shelf.restart !== undefined || this.#isClosed) return;
    shelf.restart = setTimeout(() => {
      shelf.restart = undefined;
      this.#fill(shelf);
    }, shelf.restartMs).unref();
    shelf.restartMs = Math.min(2 * shelf.restartMs, encodingLimits.restartMaxMs);
  }
}

function takeWaiting(shelf: Shelf): FfmpegProcess | undefined {
  const ffmpeg = shelf.waiting.shift();
  return ffmpeg === undefined || ffmpeg.isAlive ? ffmpeg : takeWaiting(shelf);
}

function newShelf(kind: FfmpegKind): Shelf {
  return { kind, waiting: [], restartMs: encodingLimits.restartMs, restart: undefined };
}

function busy(): Failure {
  const retryAfterMs = encodingLimits.retryAfterMs;
  const message = "Too many recordings are being encoded. Try again in a moment, or ask for wav.";
  return new Failure("BUSY", message, { retryAfterMs, elsewhere: false });
}
