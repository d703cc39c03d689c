import type { ChildProcessWithoutNullStreams } from "node:child_process";
import type { Clock } from "../clock.ts";
import { startProcess } from "../processes/start-process.ts";
import type { FfmpegKind } from "./ffmpeg-kind.ts";
import { HangWatch } from "./hang-watch.ts";
import { stderrTail } from "./stderr-tail.ts";
import { encodingLimits } from "./limits.ts";

/** How a process came to its end; `words` is the last it said on stderr. */
export type FfmpegEnd =
  | { readonly at: "unstartable"; readonly cause: Error }
  | { readonly at: "exited"; readonly code: number | null; readonly words: string }
  | { readonly at: "hung" };

export type FfmpegProcessOptions = {
  /** The program: a name on the PATH, or a path. */
  readonly program: string;
  /** How long it may owe output before it is given up. */
  readonly hangMs: number;
  readonly clock: Clock;
};

/** What `write` answers while there is room: one promise for all, since nothing waits for it. */
const noWait = Promise.resolve();

/**
 * One ffmpeg, fed and drained at the same time. It has a process group of its own, so that a Ctrl-C
 * meant for the hub does not cut the requests that the hub still finishes. Should the hub vanish, its
 * stdin ends, and so does it.
 */
export class FfmpegProcess {
  readonly kind: FfmpegKind;
  /** Resolves with its end, whatever that is. */
  readonly ended: Promise<FfmpegEnd>;
  /** Resolves once it has given something back (true) or has ended without that. */
  readonly begun: Promise<boolean>;
  /** undefined: it could not be started. */
  readonly #child: ChildProcessWithoutNullStreams | undefined;
  readonly #clock: Clock;
  readonly #watch: HangWatch;
  readonly #begun = Promise.withResolvers<boolean>();
  #isAlive: boolean;
  #isHung = false;
  #isRead = false;
  #room: PromiseWithResolvers<void> | undefined;

  constructor(kind: FfmpegKind, { program, hangMs, clock }: FfmpegProcessOptions) {
    this.kind = kind;
    this.#clock = clock;
    this.begun = this.#begun.promise;
    const started = startProcess(program, kind.args, { detached: true });
    this.#child = started.at === "running" ? started.child : undefined;
    this.#isAlive = this.#child !== undefined;
    this.#watch = new HangWatch({
      heldBackBytes: kind.heldBackBytes,
      hangMs,
      clock,
      hasUnread: () => (this.#child?.stdout.readableLength ?? 0) > 0,
      onHang: () => {
        this.#isHung = true;
        this.kill();
      },
    });
    this.ended =
      started.at === "running" ? this.#follow(started.child) : this.#refused(started.cause);
  }

  /** Whether it can still be given something. */
  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Gives it input, which is left alone afterwards; resolves when the next may come, or it has ended. */
  write(bytes: Uint8Array): Promise<void> {
    if (!this.#isAlive || this.#child === undefined) return noWait;
    const isTaken = this.#child.stdin.write(bytes);
    this.#watch.fed(bytes.byteLength, isTaken);
    return isTaken ? noWait : (this.#room ??= Promise.withResolvers<void>()).promise;
  }

  /** All input was given. */
  endInput(): void {
    if (!this.#isAlive) return;
    this.#watch.inputEnded();
    this.#child?.stdin.end();
  }

  /**
   * What it gives back, to its end; `ended` says which. To be read once. The beginning comes as it is
   * made; then what is made faster than it is heard comes together, and not page by page.
   */
  async *output(): AsyncGenerator<Uint8Array, void, void> {
    if (this.#child === undefined) return;
    this.#isRead = true;
    let gave = 0;
    try {
      for await (const bytes of this.#child.stdout as AsyncIterable<Uint8Array>) {
        this.#watch.gaveBack();
        this.#begun.resolve(true);
        gave += bytes.byteLength;
        yield bytes;
        if (gave >= encodingLimits.promptBytes) await this.#gathering();
      }
    } catch {
      // The pipe of a process that was killed: `ended` knows.
    }
  }

  #gathering(): Promise<void> {
    return new Promise((resolve) => void this.#clock.after(encodingLimits.gatherMs, resolve));
  }

  /** Ends it now, where it has not ended, and lets go of its pipes. */
  kill(): void {
    if (this.#isAlive) killGroup(this.#child?.pid);
    this.#stop();
    this.#letGo();
  }

  async #refused(why: Promise<Error>): Promise<FfmpegEnd> {
    const cause = await why;
    this.#stop();
    return { at: "unstartable", cause };
  }

  async #follow(child: ChildProcessWithoutNullStreams): Promise<FfmpegEnd> {
    const { stdin, stderr } = child;
    const words = stderrTail(stderr);
    // A process that dies breaks the pipe; its end says why.
    stdin.on("error", () => {});
    stdin.on("drain", () => this.#took());
    child.once("exit", () => this.#exited());
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return this.#isHung ? { at: "hung" } : { at: "exited", code, words: words() };
  }

  #took(): void {
    this.#watch.took();
    this.#room?.resolve();
    this.#room = undefined;
  }

  #exited(): void {
    this.#stop();
    // Nobody reads the output of one that died while it waited for work.
    if (!this.#isRead) this.#letGo();
  }

  #stop(): void {
    this.#isAlive = false;
    this.#watch.stop();
    this.#took();
    this.#begun.resolve(false);
  }

  #letGo(): void {
    if (this.#child === undefined) return;
    for (const pipe of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) pipe.destroy();
  }
}

/** Kills a process and what it started: the program may be a script around ffmpeg. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}
