import { Failure } from "@club/shared/wire/failures.ts";
import { decodeRetryAfterMs, maxLibraryBytes, maxUploadsAtOnce } from "./limits.ts";

/** What users are uploading: bytes that are on the disk and in no library yet count as if they were. */
export class UploadsInProgress {
  readonly #byUser = new Map<string, { count: number; bytes: number }>();

  /** `keptBytes`: what the user's library holds. Throws BUSY when the user uploads too much at once. */
  begin(userId: string, keptBytes: number): UploadLease {
    const mine = this.#byUser.get(userId) ?? { count: 0, bytes: 0 };
    if (mine.count >= maxUploadsAtOnce) throw tooMany();
    mine.count += 1;
    this.#byUser.set(userId, mine);
    let own = 0;
    return {
      take: (bytes) => {
        if (keptBytes + mine.bytes + bytes > maxLibraryBytes) throw full();
        mine.bytes += bytes;
        own += bytes;
      },
      [Symbol.dispose]: () => {
        mine.bytes -= own;
        mine.count -= 1;
        if (mine.count === 0) this.#byUser.delete(userId);
      },
    };
  }
}

/** One upload's share; disposed of when it is in the library, or gone. */
export type UploadLease = Disposable & {
  /** Before so many bytes are written. Throws TOO_LARGE when the library has no room for them. */
  take(bytes: number): void;
};

/** The library has no room. */
export function full(): Failure {
  const message = `Your voice library is full (${maxLibraryBytes / 1024 / 1024} MiB with what you are uploading). Delete some first.`;
  return new Failure("TOO_LARGE", message);
}

function tooMany(): Failure {
  const message = `No more than ${maxUploadsAtOnce} samples may be uploaded at once.`;
  const options = { retryAfterMs: decodeRetryAfterMs, elsewhere: false };
  return new Failure("BUSY", message, options);
}
