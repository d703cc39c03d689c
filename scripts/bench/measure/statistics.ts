/** The middle of the numbers; of an even count the mean of the two in the middle. NaN of none. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}

/** Each number by the one of the same round. */
export function ratios(numbers: readonly number[], to: readonly number[]): readonly number[] {
  return numbers.map((number, round) => number / (to[round] ?? Number.NaN));
}

/** Each number less the one of the same round. */
export function differences(numbers: readonly number[], to: readonly number[]): readonly number[] {
  return numbers.map((number, round) => number - (to[round] ?? Number.NaN));
}
