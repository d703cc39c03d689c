/** The bounds of engines that the agent starts, each with its reason. */
export const onDemandLimits = {
  /** A large model from a slow disk into a GPU. */
  warmUpDefaultMs: 180_000,
  warmUpMaxMs: 900_000,
  /** Between two looks at an engine that is starting. */
  lookMs: 250,
  /** From SIGTERM to SIGKILL: less than the agent itself is given to end. */
  stopMs: 2_500,
  /** An engine that fails is started again after a second, then after twice as long each time. */
  backoffFirstMs: 1_000,
  backoffMostMs: 300_000,
  idleMinutes: 10_080,
} as const;
