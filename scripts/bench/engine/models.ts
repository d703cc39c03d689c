/**
 * The models of the benchmarks' engine, which are ways to speak: `unpaced` as fast as it is read, `paced`
 * in real time and `ahead` three times as fast, both in chunks stamped with the time at which they were
 * sent, `whole` with nothing until all is there.
 */
export const models = ["unpaced", "paced", "ahead", "whole"] as const;

export type Model = (typeof models)[number];
