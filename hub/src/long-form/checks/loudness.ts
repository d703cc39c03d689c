import { fullScale } from "./samples.ts";

/**
 * Integrated loudness of mono audio in LUFS: ITU-R BS.1770-5, as EBU R 128 takes it; undefined where all
 * of it is below the gate. ffmpeg's `ebur128` gives the same, and a test compares them; a process for
 * each segment would cost a hundred times as much.
 */
export function loudnessOf(samples: Int16Array, rateHz: number): number | undefined {
  const steps = meanSquares(samples, rateHz);
  if (steps.length === 0) return undefined;
  const blocks: number[] = [];
  // A block is 400 ms, and they overlap by three quarters. A shorter segment is one block.
  const inBlock = Math.min(4, steps.length);
  for (let at = 0; at + inBlock <= steps.length; at += 1) {
    blocks.push(mean(steps.slice(at, at + inBlock)));
  }
  const audible = blocks.filter((block) => lufs(block) > absoluteGate);
  if (audible.length === 0) return undefined;
  const gate = lufs(mean(audible)) - relativeGate;
  return lufs(mean(audible.filter((block) => lufs(block) > gate)));
}

const absoluteGate = -70;
const relativeGate = 10;

function lufs(meanSquare: number): number {
  return -0.691 + 10 * Math.log10(Math.max(meanSquare, 1e-12));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The mean square of each 100 ms after the K-weighting filter. */
function meanSquares(samples: Int16Array, rateHz: number): readonly number[] {
  const stepFrames = Math.round(rateHz / 10);
  const shelf = new Biquad(shelfAt(rateHz));
  const highPass = new Biquad(highPassAt(rateHz));
  const squares: number[] = [];
  for (let from = 0; from < samples.length; from += stepFrames) {
    const step = samples.subarray(from, from + stepFrames);
    let sum = 0;
    for (const sample of step) sum += highPass.next(shelf.next(sample / fullScale)) ** 2;
    // A rest shorter than a step counts only where there is nothing else.
    if (step.length === stepFrames || from === 0) squares.push(sum / step.length);
  }
  return squares;
}

type Coefficients = {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
};

/** One second-order filter. */
class Biquad {
  readonly #c: Coefficients;
  #s1 = 0;
  #s2 = 0;

  constructor(coefficients: Coefficients) {
    this.#c = coefficients;
  }

  next(x: number): number {
    const { b, a } = this.#c;
    const y = b[0] * x + this.#s1;
    this.#s1 = b[1] * x - a[0] * y + this.#s2;
    this.#s2 = b[2] * x - a[1] * y;
    return y;
  }
}

/**
 * The two filters of BS.1770 (tables 1 and 2) for any rate: the analogue ones that its coefficients at
 * 48 kHz stand for, by the bilinear transform.
 */
function shelfAt(rateHz: number): Coefficients {
  const k = Math.tan((Math.PI * 1681.974450955533) / rateHz);
  const q = 0.7071752369554196;
  const high = 10 ** (3.999843853973347 / 20);
  const band = high ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return {
    b: [
      (high + (band * k) / q + k * k) / a0,
      (2 * (k * k - high)) / a0,
      (high - (band * k) / q + k * k) / a0,
    ],
    a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0],
  };
}

function highPassAt(rateHz: number): Coefficients {
  const k = Math.tan((Math.PI * 38.13547087602444) / rateHz);
  const q = 0.5003270373238773;
  const a0 = 1 + k / q + k * k;
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0] };
}
