import type { Limits } from "../api/bodies.ts";
import { duration, number } from "../text/format.ts";

/** Limits in a line; `none` where there are none. */
export function limitWords(limits: Limits, none: string): string {
  const { requests_per_minute: perMinute, concurrent } = limits;
  const { audio_seconds_per_day: perDay, audio_seconds_per_month: perMonth } = limits;
  const words = [
    perMinute === null ? [] : [`${number(perMinute)} requests a minute`],
    concurrent === null ? [] : [`${number(concurrent)} at once`],
    perDay === null ? [] : [`${duration(perDay)} a day`],
    perMonth === null ? [] : [`${duration(perMonth)} a month`],
  ].flat();
  return words.length === 0 ? none : words.join(", ");
}
