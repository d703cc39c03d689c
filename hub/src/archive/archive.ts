/**
 * The port to where audio copies are kept. The stored copy is also the buffer of a running request:
 * the encoder writes it once, and every reader (the response first of all) follows the writer, from
 * memory while it keeps up and from the copy when it lags.
 */
export interface Archive {
  /**
   * Begins a copy, whose bytes count against an allowance. Throws STORAGE_FULL when the archive has no
   * room or cannot be written.
   */
  create(name: ClipName, allowance?: ByteAllowance): Promise<Recording>;
  /**
   * Looks whether a copy could begin now, at next to no cost: to be asked before anything is done for
   * one. Throws STORAGE_FULL.
   */
  requireRoom(): Promise<void>;
  /** A finished copy, or undefined when there is none. */
  open(name: ClipName): Promise<Clip | undefined>;
  /** Removes a copy; one that is not there is removed already. */
  remove(name: ClipName): Promise<void>;
  /** Every finished copy, in no order; one that comes or goes meanwhile may be missing. */
  clips(signal: AbortSignal): AsyncIterable<StoredClip>;
  /** Removes what an earlier process began and never finished; returns how many files. */
  sweep(): Promise<number>;
  /** Why nothing can be stored now, or undefined when all is well: for `/readyz`. */
  fault(): Promise<string | undefined>;
}

/** Which copy: the request's id (letters, digits, `-`, `_`) and the file name's ending (`wav`). */
export type ClipName = { readonly id: string; readonly extension: string };

/** How much more may be written. */
export interface ByteAllowance {
  /** Before so many bytes are written. Throws what the recording then fails with. */
  take(bytes: number): void;
}

export type StoredClip = {
  readonly name: ClipName;
  readonly bytes: number;
  /** When it was written last, in Unix milliseconds. */
  readonly writtenMs: number;
};

/** A copy that is being written. One writer, any number of readers. */
export interface Recording {
  /** Bytes taken so far. */
  readonly bytes: number;
  /**
   * Takes bytes; resolves when the next may come (at once while the disk keeps up, never with more
   * than the spool's bound waiting in memory). The caller leaves the array alone afterwards.
   * Throws STORAGE_FULL when the disk is full or the copy outgrows its limit.
   */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * The bytes from `start` (0 by default) on, following the writer to its end. Throws the writer's
   * failure when the copy was given up, so a truncated body never looks complete.
   */
  read(signal: AbortSignal, start?: number): AsyncIterable<Uint8Array>;
  /** Completes the copy: `patch` overwrites bytes in place (a WAV header's sizes), then it is made visible at once and whole. */
  finish(patch?: Patch): Promise<void>;
  /**
   * Gives it up: readers throw `failure`, at once. With `keep`, what was written is kept as a (patched)
   * copy of the part. Never throws; resolves to whether a copy was kept. Once it has ended: nothing.
   */
  abort(failure: Error, keep?: { readonly patch?: Patch }): Promise<boolean>;
}

export type Patch = { readonly at: number; readonly bytes: Uint8Array };

/** A finished copy. */
export interface Clip {
  readonly bytes: number;
  /** The bytes of the half-open range [start, end), the whole by default. */
  read(signal: AbortSignal, start?: number, end?: number): AsyncIterable<Uint8Array>;
}
