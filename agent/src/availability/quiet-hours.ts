/** A period of every day, in minutes since local midnight; it may cross midnight. */
export type QuietPeriod = { readonly fromMinute: number; readonly toMinute: number };

/** `22:00-07:00` as a period; undefined when it is not one. */
export function parseQuietPeriod(text: string): QuietPeriod | undefined {
  const [from, to, more] = text.split("-").map((part) => minuteOf(part.trim()));
  if (from === undefined || to === undefined || more !== undefined || from === to) return undefined;
  return { fromMinute: from, toMinute: to };
}

/** When the quiet hours that cover `now` end, as `07:00`; undefined outside of them. */
export function quietUntil(periods: readonly QuietPeriod[], now: Date): string | undefined {
  const minute = now.getHours() * 60 + now.getMinutes();
  const period = periods.find((one) => isWithin(one, minute));
  return period === undefined ? undefined : clock(period.toMinute);
}

function isWithin({ fromMinute, toMinute }: QuietPeriod, minute: number): boolean {
  if (fromMinute < toMinute) return minute >= fromMinute && minute < toMinute;
  return minute >= fromMinute || minute < toMinute;
}

function minuteOf(text: string): number | undefined {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text);
  const [hour, minute] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || hour > 24 || minute > 59 || hour * 60 + minute > 1_440) return undefined;
  return (hour * 60 + minute) % 1_440;
}

/** Minutes since midnight as `07:05`. */
export function clock(minute: number): string {
  return [Math.floor(minute / 60), minute % 60]
    .map((part) => part.toString().padStart(2, "0"))
    .join(":");
}
