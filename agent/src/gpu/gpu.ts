/** A graphics card, as its maker's own tool tells of it. Memory in bytes. */
export type Gpu = {
  readonly name: string;
  readonly totalBytes: number;
  readonly freeBytes: number;
};

/** `10.8 of 12.0 GB free`, in units of 2^30 bytes as the tools have them. */
export function memoryWords({ freeBytes, totalBytes }: Omit<Gpu, "name">): string {
  return `${gigabytes(freeBytes)} of ${gigabytes(totalBytes)} GB free`;
}

/** Why no engine is to be started; undefined where enough is free, or no card is seen. */
export function lowMemory(gpus: readonly Gpu[], wantedGb: number | undefined): string | undefined {
  if (wantedGb === undefined || gpus.length === 0) return undefined;
  const most = Math.max(...gpus.map(({ freeBytes }) => freeBytes));
  if (most >= wantedGb * bytesPerGb) return undefined;
  return `Only ${gigabytes(most)} GB of GPU memory are free; it takes ${wantedGb}.`;
}

export function gigabytes(bytes: number): string {
  return (bytes / bytesPerGb).toFixed(1);
}

export const bytesPerGb: number = 2 ** 30;
