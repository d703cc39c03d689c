import { asFailure, type Failure } from "@club/shared/wire/failures.ts";
import type { Clock } from "../clock.ts";
import type { ByteAllowance, Patch, Recording } from "./archive.ts";
import { readPiece } from "./file-pieces.ts";
import { MemoryTail } from "./memory-tail.ts";
import type { PartFile } from "./part-file.ts";
import { patched } from "./patched.ts";
import type { FileLease } from "./shared-file.ts";
import { noRoom, storageFailure, unreadable } from "./storage-failure.ts";

type State =
  | { readonly at: "open" }
  | { readonly at: "finishing" }
  | { readonly at: "finished" }
  | { readonly at: "failed"; readonly failure: Error };

/** What `write` answers while there is room: one promise for all, since nothing waits for it. */
const noWait = Promise.resolve();

/**
 * A copy being written that is read at the same time. Bytes go to the memory tail, where readers
 * that keep up find them at once, and from there to the disk in batches, one at a time. A reader
 * that lags reads the file; one that has stopped holds its position and nothing else.
 */
export class SpoolRecording implements Recording {
  readonly #part: PartFile;
  readonly #limitBytes: number;
  readonly #allowance: ByteAllowance | undefined;
  readonly #clock: Clock;
  readonly #tail = new MemoryTail();
  #state: State = { at: "open" };
  #patch: Patch | undefined;
  #flushing: Promise<void> | undefined;
  /** Since when bytes for the next write are gathered, on the monotonic clock. */
  #gatheringMs: number;
  #change: PromiseWithResolvers<void> | undefined;

  constructor(part: PartFile, limitBytes: number, clock: Clock, allowance?: ByteAllowance) {
    this.#part = part;
    this.#limitBytes = limitBytes;
    this.#clock = clock;
    this.#allowance = allowance;
    this.#gatheringMs = clock.monotonicMs();
  }

  get bytes(): number {
    return this.#tail.end;
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#state.at !== "open") return Promise.reject(this.#ended());
    if (bytes.byteLength === 0) return noWait;
    if (this.#tail.end + bytes.byteLength > this.#limitBytes) {
      return this.#outgrown(noRoom(`one recording may have ${this.#limitBytes} bytes`));
    }
    try {
      this.#allowance?.take(bytes.byteLength);
    } catch (error) {
      return this.#outgrown(asFailure(error));
    }
    this.#tail.push(bytes);
    this.#wake();
    if (this.#isDue) this.#flushing ??= this.#flush();
    return this.#tail.isFull ? this.#room() : noWait;
  }

  async *read(signal: AbortSignal, start = 0): AsyncGenerator<Uint8Array, void, void> {
    this.#throwIfFailed();
    using lease = await this.#part.lease().catch((error: unknown) => {
      throw unreadable(error);
    });
    const wake = () => this.#wake();
    signal.addEventListener("abort", wake);
    try {
      for (let position = start; ; ) {
        signal.throwIfAborted();
        this.#throwIfFailed();
        // No await where there is nothing to read: a write in between would wake nobody.
        const isLagging = position < this.#tail.start;
        const piece = isLagging ? await this.#older(lease, position) : this.#tail.at(position);
        if (piece !== undefined) {
          position += piece.byteLength;
          yield piece;
        } else if (this.#state.at === "finished") return;
        else await (this.#change ??= Promise.withResolvers<void>()).promise;
      }
    } finally {
      signal.removeEventListener("abort", wake);
    }
  }

  async finish(patch?: Patch): Promise<void> {
    if (this.#state.at !== "open") throw this.#ended();
    this.#state = { at: "finishing" };
    this.#apply(patch);
    await this.#flushing;
    this.#throwIfFailed();
    try {
      await this.#complete();
      this.#become({ at: "finished" });
    } catch (error) {
      await this.#fail(storageFailure(error));
      throw error;
    }
    this.#release();
  }

  async abort(failure: Error, keep?: { readonly patch?: Patch }): Promise<boolean> {
    if (this.#state.at !== "open") {
      await this.#flushing;
      return false;
    }
    this.#become({ at: "failed", failure });
    await this.#flushing;
    const isKept = keep !== undefined && (await this.#keep(keep.patch));
    if (!isKept) await this.#part.discard();
    this.#release();
    return isKept;
  }

  get #isDue(): boolean {
    return this.#tail.isDue(this.#clock.monotonicMs() - this.#gatheringMs);
  }

  /** Writes what waits, until little does. Never throws: a failure ends the recording. */
  async #flush(): Promise<void> {
    try {
      while (this.#isDue && this.#state.at !== "failed") await this.#writeOut();
    } catch (error) {
      await this.#fail(storageFailure(error));
    } finally {
      this.#flushing = undefined;
    }
  }

  async #writeOut(): Promise<void> {
    this.#gatheringMs = this.#clock.monotonicMs();
    const batch = this.#tail.unwritten();
    await this.#part.write(batch);
    this.#tail.wrote(batch);
  }

  async #room(): Promise<void> {
    while (this.#tail.isFull && this.#state.at === "open") await this.#flushing;
    this.#throwIfFailed();
  }

  async #outgrown(failure: Failure): Promise<void> {
    await this.abort(failure);
    throw failure;
  }

  /**
   * The piece at a position that the tail no longer keeps. The patch is applied here too: a read that
   * began before the patch reached the file would otherwise see half of it.
   */
  async #older({ file }: FileLease, position: number): Promise<Uint8Array> {
    const piece = await readPiece(file, position, this.#tail.start).catch((error: unknown) => {
      throw unreadable(error);
    });
    return this.#patch === undefined ? piece : patched(piece, position, this.#patch);
  }

  /** From here on readers see the patch; what is being written is not changed by it. */
  #apply(patch: Patch | undefined): void {
    if (patch !== undefined) this.#tail.patch(patch);
    this.#patch = patch;
  }

  async #complete(): Promise<void> {
    const patch = this.#patch;
    const isPatchLate = patch !== undefined && patch.at < this.#tail.unwrittenFrom;
    await this.#writeOut();
    if (isPatchLate) await this.#part.overwrite(patch);
    await this.#part.publish();
  }

  async #keep(patch: Patch | undefined): Promise<boolean> {
    if (this.bytes === 0) return false;
    this.#apply(patch);
    return await this.#complete().then(
      () => true,
      () => false,
    );
  }

  async #fail(failure: Error): Promise<void> {
    // An abort that came first is at work on the end already.
    if (this.#state.at === "failed") return;
    this.#become({ at: "failed", failure });
    await this.#part.discard();
    this.#release();
  }

  #release(): void {
    this.#tail.clear();
    this.#part[Symbol.dispose]();
  }

  #become(state: State): void {
    this.#state = state;
    this.#wake();
  }

  #wake(): void {
    this.#change?.resolve();
    this.#change = undefined;
  }

  #throwIfFailed(): void {
    if (this.#state.at === "failed") throw this.#state.failure;
  }

  #ended(): Error {
    return this.#state.at === "failed" ? this.#state.failure : new Error("the recording has ended");
  }
}
