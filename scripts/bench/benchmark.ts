import type { Contender } from "./contenders/contender.ts";
import type { Club } from "./contenders/club.ts";
import type { Engine } from "./engine/engine.ts";
import type { Load } from "./load/load.ts";

/** What benchmarks work with. */
export type Bench = {
  readonly engine: Engine;
  readonly load: Load;
  /** For files; removed at the end. */
  readonly folder: string;
  readonly rounds: number;
  /** Longer, and with more of each curve. */
  readonly isFull: boolean;
  readonly direct: Contender;
  readonly club: Club;
  /** Those that start on this machine; empty for benchmarks that do not ask for them. */
  readonly peers: readonly Contender[];
};

/** One measurement, in a file of its own. */
export type Benchmark = {
  /** What `--only` takes. */
  readonly name: string;
  readonly title: string;
  /** How it is measured, in a sentence or two. */
  readonly method: string;
  /** Whether it comes before the figures to reach: what a reader wants to know first. */
  readonly isComparison?: boolean;
  /** Whether the peers have a row too. */
  readonly hasPeers?: boolean;
  run(bench: Bench): Promise<Finding>;
};

/** Numbers by round. */
export type Numbers = readonly number[];

export type Column = {
  readonly key: string;
  readonly title: string;
  readonly digits: number;
  /** Whether the ratio to the first row is of interest. */
  readonly hasRatio?: boolean;
};

export type Row = {
  readonly name: string;
  /** By column; what is missing was not measured. */
  readonly values: Readonly<Record<string, Numbers>>;
  /** What each process costs, by its part. */
  readonly costs?: Readonly<Record<string, Numbers>>;
};

/** A figure to reach. */
export type Goal = {
  readonly what: string;
  readonly limit: number;
  readonly isFloor?: boolean;
  readonly unit: string;
  readonly measured: Numbers;
};

export type Finding = {
  readonly columns: readonly Column[];
  /** The first one is what the others are compared with, where a column has ratios. */
  readonly rows: readonly Row[];
  /** What `costs` count, e.g. "CPU ms per request". */
  readonly costTitle?: string;
  readonly goals: readonly Goal[];
};
