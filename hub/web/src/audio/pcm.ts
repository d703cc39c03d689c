/** A stretch of audio: one array of samples (−1 to 1) for each channel. */
export type Pcm = {
  readonly rateHz: number;
  readonly channels: readonly Float32Array<ArrayBuffer>[];
};

/** How many seconds a stretch lasts. */
export function secondsOf({ rateHz, channels }: Pcm): number {
  return (channels[0]?.length ?? 0) / rateHz;
}

/** SendQueue a file's bytes into audio as they arrive. */
export interface AudioReader {
  push(bytes: Uint8Array<ArrayBuffer>): void;
  /** Resolves when all that was pushed has been given on. Rejects for what is not such audio. */
  end(): Promise<void>;
}
