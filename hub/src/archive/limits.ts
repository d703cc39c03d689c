/** Every bound of the archive, each with its reason. Those in `ArchiveLimits` may be configured. */
export const archiveLimits = {
  /**
   * Waiting bytes at which a disk write begins, if the one before is `gatherMs` ago. Each write costs
   * some 80 µs of CPU whatever its size: at 64 KiB an hour of 24 kHz audio takes 0.2 s of it.
   */
  flushBytes: 65_536,
  gatherMs: 250,
  /** Waiting bytes at which one begins in any case: a clip of 5 s that comes at once takes a single one. */
  burstBytes: 262_144,
  /** Waiting bytes (and one chunk more) at which the writer waits: one burst under way, one gathering. */
  unwrittenBytes: 393_216,
  /** What is kept for readers that keep up once it is on disk, so that open streams stay small. */
  tailBytes: 32_768,
  /** What a kept array costs beside its bytes, so that a flood of tiny chunks fills the tail too. */
  chunkOverheadBytes: 256,
  /** One read of a lagging reader or of a finished copy: 1.4 s of 24 kHz audio. */
  readBytes: 65_536,

  /** One copy. An hour of 48 kHz stereo is 691 MB; whatever is longer has gone wrong. */
  recordingBytes: 1_073_741_824,
  /** All copies: 600 hours of 24 kHz WAV. */
  totalBytes: 107_374_182_400,
  /** What stays free on the disk, so that the database and the logs can go on when audio cannot; 0: nothing. */
  freeDiskBytes: 536_870_912,
  /** How long the disk's free space is taken as known, less what was written since; and that it fails. */
  freeDiskFreshMs: 1_000,

  /** What a request is told to wait for which there is no room: until somebody has made some. */
  retryAfterMs: 30_000,

  /** An id longer than this is none of the hub's; with its endings it fits any file system. */
  idChars: 128,
  /** What the readiness check writes: one block, since an empty file fits on a full disk. */
  probeBytes: 4_096,
} as const;

/** The bounds that an operator may set. */
export type ArchiveLimits = {
  readonly recordingBytes: number;
  readonly totalBytes: number;
  readonly freeDiskBytes: number;
};
