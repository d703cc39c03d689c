import type { Engine } from "../engine/engine.ts";
import type { Target } from "../load/plan.ts";
import type { Processes } from "../measure/process-cost.ts";

/** One way from a consumer to the engine: a row of the tables. */
export type Contender = AsyncDisposable & {
  readonly name: string;
  readonly target: Target;
  /** Whom its row's cost is counted of. */
  readonly processes: Processes;
};

/** A way that may not exist on this machine. */
export type Peer = {
  readonly name: string;
  /** Starts it; `folder` is for its files. Throws when it is not installed or does not start. */
  start(engine: Engine, folder: string): Promise<Contender>;
};
