import { setTimeout as wait } from "node:timers/promises";
import { retentionEveryMs } from "./limits.ts";
import type { RetentionOptions } from "./retention.ts";
import { applyRetention } from "./retention.ts";

export type KeepRetentionOptions = Omit<RetentionOptions, "nowMs"> & {
  /** The wall clock in Unix milliseconds. */
  readonly now: () => number;
  readonly onRemoved: (entries: number) => void;
  /** A round failed; the next comes all the same. */
  readonly onFault: (error: unknown) => void;
};

/** Applies a retention policy now and every hour. Resolves once the signal has fired. */
export async function keepRetention(
  { now, onRemoved, onFault, ...options }: KeepRetentionOptions,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      onRemoved(await applyRetention({ ...options, nowMs: now() }, signal));
    } catch (error) {
      if (!signal.aborted) onFault(error);
    }
    await wait(retentionEveryMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
