/** Every bound of the agent outside the wire (shared) and the engines, each with its reason. */
export const agentLimits = {
  /** A dial while streams wait to be resumed: two tries must fit into the resume window. */
  resumeHandshakeMs: 5_000,
  /** What is read of a refused upgrade's body, and for how long: one error in JSON. */
  refusalBytes: 16_384,
  /** What is read of another answer of the hub: its list of a large club's models. */
  hubBodyBytes: 4_194_304,
  refusalMs: 3_000,
  /** Between two tries after a refusal that only a person can mend; a new token ends the wait. */
  refusedRetryMs: 300_000,
  /** How often a file of the agent is checked for a change: cheap, and works on every file system. */
  fileWatchMs: 2_000,
  /** A token is one line; anything longer is another file. */
  tokenBytes: 4_096,
  /** The configuration: 64 services with all their voices named. */
  configBytes: 1_048_576,

  /** Quiet periods in a day, and words of the pause program: more is a mistake. */
  quietPeriods: 16,
  argv: 64,

  /** What is kept of reference recordings, all together: some sixteen voices of usual clips. */
  promptCacheBytes: 67_108_864,
  /** How many of a service's latest utterances the figures of `status` cover. */
  figures: 512,
  /** What one utterance's error may say in a log or on `status`. */
  errorChars: 300,

  /** An answer on the local socket comes from memory. */
  localMs: 5_000,
  /** Between two looks at an engine whose utterances fail. */
  lookSoonestMs: 500,
  /** The first look at the engines before HELLO: most answer at once, the others are declared later. */
  firstLookMs: 1_500,
  /** The owner's pause program: asked this often, and given this long. */
  pauseProgramEveryMs: 2_000,
  pauseProgramMs: 5_000,
  /** A look at the graphics cards' memory: this often, and given this long. */
  gpuLookMs: 5_000,
  gpuToolMs: 5_000,
  /** Quiet hours begin and end on the minute: looked at often enough to be on time. */
  clockLookMs: 5_000,

  /** An engine's packages over a slow line: 140 MB at 1.6 Mbit/s. */
  installMs: 900_000,

  /** An answer of the hub's HTTP API; and what RFC 8628 adds to the wait when asked to slow down. */
  hubAnswerMs: 15_000,
  slowDownMs: 5_000,
  /** One look of `doctor` at the network; and clocks may differ by this before certificates suffer. */
  doctorMs: 5_000,
  clockApartMs: 120_000,
  /** How often `status --watch` draws. */
  watchMs: 1_000,
  /** How often `ready` and `drain` look whether it is so. */
  readyLookMs: 200,
  /** Lines of the log that `logs` can show, and what may wait for one that follows it. */
  logLines: 1_000,
  logBacklogBytes: 1_048_576,

  /** Between a failure of background work and its next attempt; and how long `status` shows it. */
  backgroundRetryMs: 1_000,
  troubleShownMs: 600_000,
  /** Faults that nobody caught, within a minute: past so many, a restart is better than going on. */
  faultsPerMinute: 20,

  /** A new agent's way to the hub: its start, its engines' first look, and a slow dial. */
  successorMs: 45_000,

  /** The new program over a slow line. */
  programMs: 900_000,

  /** A Node with code in it has some 150 MB. */
  programBytes: 600_000_000,

  /** A release's checksums: a line to a file. */
  releaseListChars: 65_536,

  /** From SIGTERM to exit, past the streams' own time: closing handshakes and the last log lines. */
  closeMs: 3_000,
} as const;
