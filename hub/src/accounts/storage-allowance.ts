import { Failure } from "@club/shared/wire/failures.ts";
import { keptBytesFreshMs } from "./limits.ts";

/** One user's audio: what is kept, and what requests are writing now. */
export class StorageAllowance {
  #limitBytes = Infinity;
  #keptBytes = 0;
  #writingBytes = 0;
  #readMs = -Infinity;

  /**
   * Whether the store has to be asked: what requests write is counted here, so that only deletions and
   * other processes make a difference, which may wait for a second unless the user is out of room.
   */
  isStale(nowMs: number): boolean {
    return nowMs - this.#readMs >= keptBytesFreshMs || this.#isFull;
  }

  /** What the store says that is kept. Throws QUOTA_EXCEEDED when nothing more fits. */
  refresh(keptBytes: number, limitBytes: number, nowMs: number): void {
    this.#keptBytes = keptBytes;
    this.#limitBytes = limitBytes;
    this.#readMs = nowMs;
    if (this.#isFull) throw this.#full();
  }

  /** For one request; settling it hands what it wrote over to what is kept. */
  begin(): StorageLease {
    let own = 0;
    return {
      take: (bytes) => {
        if (this.#keptBytes + this.#writingBytes + bytes > this.#limitBytes) throw this.#full();
        own += bytes;
        this.#writingBytes += bytes;
      },
      settle: () => {
        this.#writingBytes -= own;
        this.#keptBytes += own;
        own = 0;
      },
    };
  }

  get #isFull(): boolean {
    return this.#keptBytes + this.#writingBytes >= this.#limitBytes;
  }

  #full(): Failure {
    const gigabytes = (this.#limitBytes / 1e9).toFixed(1);
    const message = `Your recordings take up all of the ${gigabytes} GB that you may keep. Delete some in your history.`;
    return new Failure("QUOTA_EXCEEDED", message);
  }
}

/** A request's use of its user's storage. */
export type StorageLease = {
  /** Before so many bytes are written; throws QUOTA_EXCEEDED when they do not fit. */
  take(bytes: number): void;
  settle(): void;
};
