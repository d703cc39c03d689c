import type { Benchmark, Finding } from "../benchmark.ts";

/** Everything that one run found. */
export type Results = {
  readonly machine: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly isFull: boolean;
  readonly tookSeconds: number;
  /** Peers that could not be measured, and why. */
  readonly absent: readonly Absent[];
  readonly found: readonly Found[];
};

export type Absent = { readonly name: string; readonly reason: string };

export type Found = Pick<Benchmark, "name" | "title" | "method" | "hasPeers" | "isComparison"> &
  (
    | { readonly at: "measured"; readonly finding: Finding; readonly tookSeconds: number }
    | { readonly at: "failed"; readonly reason: string }
  );
