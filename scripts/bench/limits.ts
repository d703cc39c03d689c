/** The numbers of the benchmarks, each with its reason. */

/** What the engine speaks: 24 kHz mono, as most speech servers do. */
export const pcmFormat = { rateHz: 24_000, channels: 1 } as const;
export const bytesPerSecond: number = pcmFormat.rateHz * pcmFormat.channels * 2;

/** How long a paced chunk lasts: engines give 20 to 100 ms at a time. */
export const chunkMs = 40;
export const chunkBytes: number = (bytesPerSecond * chunkMs) / 1000;

/** How many times faster than speech a home's engine speaks. */
export const aheadPace = 3;

/** What a WAV stream begins with, at the engine and at the hub. */
export const wavHeaderBytes = 44;

/** One write of the unpaced engine: what a pipe or a socket takes at once. */
export const unpacedWriteBytes = 65_536;

/** The engine that does not stream speaks a character in so long, and so many times faster than that. */
export const msPerCharacter = 60;
export const wholePace = 200;

/** One request of a benchmark: the longest, ten minutes unpaced, takes seconds on a slow machine. */
export const requestTimeoutMs = 120_000;
/** A process's start; LiteLLM's takes ten seconds on an idle machine. */
export const startTimeoutMs = 90_000;
/** After SIGTERM; the hub ends within a second when nobody waits for anything. */
export const stopTimeoutMs = 10_000;

/** As issue and reader ask: fewer rounds give no spread. */
export const defaultRounds = 5;

/** Linux counts a process's time in these (USER_HZ, proc(5)). */
export const ticksPerSecond = 100;

/** Slots that one service may have: the wire's own limit. */
export const slotsPerAgent = 256;
