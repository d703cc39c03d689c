import * as fc from "fast-check";
import type { LinkModel } from "./simulated-socket.ts";

/** One utterance: what the consumer, the hub's reader and the engine do. */
export type UtterancePlan = {
  readonly openAtMs: number;
  readonly bytes: number;
  readonly engine: {
    readonly startMs: number;
    readonly chunkBytes: number;
    readonly everyMs: number;
    readonly stopMs: number;
    /** Breaks down at that offset. */
    readonly failsAt: number | undefined;
  };
  readonly reader: {
    readonly everyMs: number;
    /** Takes nothing at all until then. */
    readonly stalledMs: number;
  };
  readonly cancelAfterMs: number | undefined;
  /** Cancels in the very moment in which it has read so much. */
  readonly cancelAtBytes: number | undefined;
  readonly deadlineMs: number;
  readonly prompt: { readonly bytes: number; readonly isWanted: boolean } | undefined;
};

/** What happens to the link or to a side. */
export type Incident =
  | {
      readonly kind: "cut";
      readonly atMs: number;
      readonly awayMs: number;
      readonly hubHearsMs: number;
      readonly agentHearsMs: number;
    }
  | { readonly kind: "stall"; readonly atMs: number; readonly forMs: number }
  | { readonly kind: "blackhole"; readonly atMs: number }
  | { readonly kind: "drain"; readonly atMs: number; readonly by: "hub" | "agent" }
  | { readonly kind: "declare"; readonly atMs: number };

export type Plan = {
  readonly seed: number;
  readonly up: LinkModel;
  readonly down: LinkModel;
  readonly slots: number;
  readonly utterances: readonly UtterancePlan[];
  readonly incidents: readonly Incident[];
};

/** Mostly nothing. */
function seldom<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  const nothing = fc.constant(undefined);
  return fc.oneof({ weight: 5, arbitrary: nothing }, { weight: 1, arbitrary: value });
}

const link: fc.Arbitrary<LinkModel> = fc.record({
  bytesPerMs: fc.constantFrom(60, 300, 1_250, 12_500),
  delayMs: fc.constantFrom(0, 1, 20, 100, 300),
});

const engine: fc.Arbitrary<UtterancePlan["engine"]> = fc.record({
  startMs: fc.nat(400),
  chunkBytes: fc.constantFrom(1, 2, 960, 4_096, 20_000, 200_000),
  everyMs: fc.constantFrom(0, 1, 20, 300),
  stopMs: fc.constantFrom(0, 0, 50, 7_000),
  failsAt: seldom(fc.nat(150_000)),
});

const utterance: fc.Arbitrary<UtterancePlan> = fc
  .record({
    openAtMs: fc.nat(20_000),
    bytes: fc.oneof(fc.nat(10), fc.nat(20_000), fc.nat(400_000)),
    engine,
    reader: fc.record({
      everyMs: fc.constantFrom(0, 0, 1, 200),
      stalledMs: fc.constantFrom(0, 0, 0, 8_000),
    }),
    cancelAfterMs: seldom(fc.nat(10_000)),
    cancelAtBytes: seldom(fc.nat(150_000)),
    deadlineMs: fc.constantFrom(3_600_000, 3_600_000, 3_600_000, 5_000),
    prompt: seldom(
      fc.record({ bytes: fc.integer({ min: 1, max: 300_000 }), isWanted: fc.boolean() }),
    ),
  })
  // A single byte at a time is only bearable for a short utterance.
  .map((one) => (one.engine.chunkBytes < 3 ? { ...one, bytes: one.bytes % 3_000 } : one));

const atMs = fc.nat(25_000);

const incident: fc.Arbitrary<Incident> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("cut" as const),
      atMs,
      awayMs: fc.constantFrom(0, 10, 500, 5_000, 9_000, 30_000),
      hubHearsMs: fc.constantFrom(0, 20, 3_000, 20_000),
      agentHearsMs: fc.constantFrom(0, 20, 1_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("stall" as const),
      atMs,
      forMs: fc.constantFrom(100, 5_000, 20_000, 40_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("blackhole" as const), atMs }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("drain" as const),
      atMs,
      by: fc.constantFrom("hub" as const, "agent" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("declare" as const), atMs }) },
);

/** Any plan: shrinks to fewer utterances and incidents. */
export const anyPlan: fc.Arbitrary<Plan> = fc.record({
  seed: fc.nat(),
  up: link,
  down: link,
  slots: fc.integer({ min: 1, max: 12 }),
  utterances: fc.array(utterance, { minLength: 1, maxLength: 10 }),
  incidents: fc.array(incident, { maxLength: 5 }),
});
