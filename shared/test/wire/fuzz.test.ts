import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decode } from "../../src/wire/decode.ts";
import { encode } from "../../src/wire/encode.ts";
import { Failure } from "../../src/wire/failures.ts";
import { usedBytes } from "../memory.ts";
import { randomFrom } from "../mux/simulation/random-from.ts";
import { mutate } from "./mutate.ts";
import { refused, samples } from "./samples.ts";
import { bytesOf } from "./vector-files.ts";

/** CLUB_FUZZ_FRAMES=5000000 for more; CLUB_FUZZ_SEED for others. */
const frames = Number(process.env["CLUB_FUZZ_FRAMES"] ?? 200_000);
const seed = Number(process.env["CLUB_FUZZ_SEED"] ?? 1);

describe(`the decoder, fed ${frames} mutated frames (seed ${seed})`, () => {
  const originals = [...Object.values(samples).map(encode), ...Object.values(refused).map(bytesOf)];

  it("takes each or refuses it as a breach, and keeps nothing of it", () => {
    const random = randomFrom(seed);
    const pick = (): Uint8Array =>
      originals[Math.floor(random() * originals.length)] ?? new Uint8Array();
    const outcomes = { taken: 0, ignored: 0, refused: 0 };
    const feed = (count: number): void => {
      for (let i = 0; i < count; i++) outcomes[outcomeOf(mutate(pick(), pick(), random))] += 1;
    };
    feed(frames / 2);
    const halfway = usedBytes();
    feed(frames / 2);
    const growth = usedBytes() - halfway;
    assert.ok(growth < 2_000_000, `grew by ${growth} bytes`);
    assert.ok(outcomes.taken > 0 && outcomes.refused > outcomes.taken, JSON.stringify(outcomes));
  });

  it("makes no room for what a frame only says that it has", () => {
    const bomb = bytesOf("dd01ffffff".repeat(13_000));
    const before = process.memoryUsage();
    for (let i = 0; i < 50; i++) assert.equal(outcomeOf(bomb), "refused");
    const after = process.memoryUsage();
    assert.ok(after.rss - before.rss < 100_000_000, `took ${after.rss - before.rss} bytes`);
  });
});

function outcomeOf(frame: Uint8Array): "taken" | "ignored" | "refused" {
  try {
    return decode(frame) === undefined ? "ignored" : "taken";
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === "PROTOCOL") return "refused";
    throw new Error(`not refused as a breach: ${Buffer.from(frame).toString("hex")}`, {
      cause: thrown,
    });
  }
}
