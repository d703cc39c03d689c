/**
 * Which process accepted a request, and whether it still lives: several hubs may have one store open
 * while one takes over from another, and only a dead one's unfinished requests have failed.
 */
export interface Runs {
  /** This process's own. */
  readonly current: string;
  /** Whether the process of that run is gone. */
  isOver(run: string): boolean;
}
