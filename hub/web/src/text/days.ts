const dayMs = 86_400_000;

/** A day in UTC, as `2026-03-01`; today without a time. */
export function utcDay(timeMs: number = Date.now()): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

export function dayBefore(day: string, days: number): string {
  return utcDay(Date.parse(day) - days * dayMs);
}

/** So many days in a row. */
export function daysFrom(day: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => dayBefore(day, -at));
}

/** `Sun 22 Nov`. */
export function dayName(day: string): string {
  return new Date(day).toLocaleDateString("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
}

/** `22 Nov`. */
export function shortDayName(day: string): string {
  return new Date(day).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
}

/** `Today`, `Yesterday`, `Sunday 22 November`, of a Unix time in seconds, where the browser is. */
export function localDay(unixSeconds: number, nowMs: number = Date.now()): string {
  const day = new Date(unixSeconds * 1000);
  if (day.toDateString() === new Date(nowMs).toDateString()) return "Today";
  if (day.toDateString() === new Date(nowMs - dayMs).toDateString()) return "Yesterday";
  const isThisYear = day.getFullYear() === new Date(nowMs).getFullYear();
  return day.toLocaleDateString("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(isThisYear ? {} : { year: "numeric" }),
  });
}
