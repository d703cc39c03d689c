import assert from "node:assert/strict";
import { test } from "node:test";
import { Fader, type Joins } from "../../src/speech/fader.ts";

const format = { rateHz: 24_000, channels: 1 };

test("a piece that meets no other stays as it is", () => {
  const source = [loud(100), loud(50)];
  assert.deepEqual(collect(source, { before: false, after: false }), Buffer.concat(source));
});

test("fading keeps the number of samples, whatever the chunks", () => {
  for (const sizes of [[1, 1, 1], [10, 500], [96, 96], [2_000], [3, 0, 7]]) {
    const source = sizes.map(loud);
    for (const joins of [
      { before: true, after: false },
      { before: false, after: true },
      { before: true, after: true },
    ]) {
      const out = collect(source, joins);
      assert.equal(out.length, Buffer.concat(source).length);
    }
  }
});

test("at a join the level rises from and falls to nothing, and is whole in between", () => {
  const out = collect([loud(1_000)], { before: true, after: true });
  const samples = Array.from({ length: 1_000 }, (_, at) => out.readInt16LE(2 * at));
  assert.equal(samples[0], 0);
  assert.equal(samples.at(-1), 0);
  assert.ok(samples.slice(96, -96).every((sample) => sample === 10_000));
  assert.ok(samples.every((sample, at) => Math.abs(sample - (samples[at - 1] ?? 0)) <= 110));
});

test("the way the audio is cut into chunks does not change a sample", () => {
  const whole = collect([loud(700)], { before: true, after: true });
  const cut = collect([1, 2, 47, 150, 300, 199, 1].map(loud), { before: true, after: true });
  assert.deepEqual(cut, whole);
});

function loud(samples: number): Buffer {
  const pcm = Buffer.alloc(2 * samples);
  for (let at = 0; at < samples; at += 1) pcm.writeInt16LE(10_000, 2 * at);
  return pcm;
}

/** The faded piece. The chunks stay as they were: they are their owner's. */
function collect(source: readonly Buffer[], joins: Joins): Buffer {
  const before = Buffer.concat(source);
  const fader = new Fader(joins, format);
  const faded = [...source.map((chunk) => Buffer.from(fader.take(chunk))), fader.end()];
  assert.deepEqual(Buffer.concat(source), before);
  return Buffer.concat(faded);
}
