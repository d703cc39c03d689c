/** The numbers of the store, each with its reason. */

/**
 * Writes in one transaction: enough that a commit's fixed cost (some 40 µs) vanishes among 64 rows of
 * 20 µs, few enough that the event loop is held for about a millisecond or two at a time.
 */
export const maxWritesPerCommit = 64;

/** Writes that wait: ten seconds of a hub at 1,000 requests a second, whose disk has stopped. */
export const maxWaitingWrites = 20_000;

/** A single write that meets a deadlock so often meets a fault. */
export const maxDeadlockRetries = 10;

/** How long a write waits for another process's transaction (a command beside the hub takes milliseconds). */
export const maxLockWaitMs = 5_000;

/** Between two tries to begin a transaction while another process writes. */
export const lockRetryMs = 5;

/**
 * How long opening the file waits for a process that is just creating or migrating it; the thread
 * stands still meanwhile, which only a start may do.
 */
export const openWaitMs = 10_000;

/** Statements kept prepared: the store has some fifty, each with a few variants. */
export const maxPreparedStatements = 256;

/** The write-ahead log is cut back to this after a checkpoint, so that one burst does not keep a huge file. */
export const walLimitBytes: number = 64 * 1024 * 1024;

/** An Idempotency-Key is remembered for a day: longer than any client goes on trying again. */
export const idempotencyLifeMs: number = 24 * 60 * 60 * 1000;

/** A run's lock file younger than this may be between its creation and its locking: it is left alone. */
export const freshRunMs = 60_000;

/** A checkpoint that takes longer is waiting for a disk that does not answer. */
export const maxCheckpointMs = 60_000;

/** How long writers wait for the log to be cut, after a deletion. */
export const maxEraseMs = 50;

/** Between two tries to cut a log that a long reader (a backup) holds. */
export const eraseRetryMs = 5_000;

/** A search through the largest history that a home hub has. */
export const maxSearchMs = 10_000;

/** Searches that wait: people wait for them, a few at a time. */
export const maxWaitingSearches = 32;

/** What a refused search is told to wait. */
export const searchRetryMs = 5_000;

/** The log's length in pages of 4 KiB (256 MiB) at which the writer checkpoints itself, should the thread have died. */
export const walCheckpointPages = 65_536;

/** How long a hub waits for the one before it on its folder to be told to stop. */
export const maxServingWaitMs = 10_000;

/** Between two looks at whether it has been. */
export const servingRetryMs = 50;

/** Links of one user that are listed, newest first: more than anyone looks through. */
export const maxListedShares = 500;

/** Rows of providers' usage in one answer, newest first: a year of a busy club's. */
export const maxProviderUsageRows = 20_000;

/** A thread that nobody asks anything for this long ends: it holds ten megabytes. */
export const threadIdleMs = 30_000;
