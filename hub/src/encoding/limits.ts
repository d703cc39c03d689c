/** Every bound of the encoders, each with its reason. */
export const encodingLimits = {
  /** Kinds of work with processes waiting: more than the engines of most hubs give rise to. */
  warmKinds: 4,
  /**
   * Processes that wait for one kind, each with some 10 MB of its own: the second is for a request
   * that comes while the first is being replaced (0.1 s).
   */
  warmPerKind: 2,
  /** ffmpeg processes at work: far more than two cores encode in real time at complexity 5. */
  workingProcesses: 256,
  /** How soon a request may come again that found all of them at work. */
  retryAfterMs: 1_000,

  /** ffmpeg owes output and gives none for this long: it hangs. A busy machine only slows it. */
  hangMs: 15_000,
  /** Audio that ffmpeg may hold back: its encoders keep at most 0.3 s, at 8 kHz in MP3. */
  heldBackSeconds: 2,
  /** Output that goes on as it comes: half a second of Opus, while somebody waits for the first of it. */
  promptBytes: 4_096,
  /** How long output gathers after that: ffmpeg makes a page each 0.2 ms, and each would cost 60 µs. */
  gatherMs: 4,
  /** What is kept of what ffmpeg says on stderr: its last lines name the reason. */
  stderrBytes: 4_096,
  /** ffmpeg tells what it can do in 0.1 s; cold, from a slow disk, in some seconds. */
  checkMs: 20_000,
  /** Before a process is started in place of one that died unused, doubling to the maximum. */
  restartMs: 1_000,
  restartMaxMs: 60_000,

  /** swresample is off by a frame at the end, and by its filter's delay on clips shorter than that. */
  repairSeconds: 0.01,
} as const;
