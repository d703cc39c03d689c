import { clock } from "./format.ts";

/** `another provider took over at 0:03.4`; the seconds where something was heard before. */
export function takeoverWords(seconds: readonly number[]): string {
  const times = seconds.filter((at) => at > 0).map(clock);
  return `another provider took over${times.length === 0 ? "" : ` at ${times.join(" and ")}`}`;
}
