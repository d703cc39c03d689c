/** `1:05`; a length of audio below ten minutes has its tenths: `0:03.4`. */
export function clock(seconds: number): string {
  const tenths = Math.floor(seconds * 10 + 0.05);
  const minutes = Math.floor(tenths / 600);
  const rest = (tenths - minutes * 600) / 10;
  return `${minutes}:${rest.toFixed(1).padStart(4, "0")}`;
}

/** `4.2 s`, `12 min 5 s`, `3 h 20 min`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${number(seconds, 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return parts([Math.floor(whole / 60), "min"], [whole % 60, "s"]);
  return parts([Math.floor(whole / 3600), "h"], [Math.floor((whole % 3600) / 60), "min"]);
}

type Part = readonly [count: number, unit: string];

function parts([large, unit]: Part, [small, smallUnit]: Part): string {
  return `${number(large)} ${unit}${small === 0 ? "" : ` ${small} ${smallUnit}`}`;
}

/** `23 ms`, `1.4 s`. */
export function latency(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${number(ms / 1000, 1)} s`;
}

/** `1,234`, with so many decimals at most. */
export function number(value: number, decimals = 0): string {
  return value.toLocaleString("en", { maximumFractionDigits: decimals });
}

/** `1 request`, `1,234 requests`. */
export function requests(count: number): string {
  return `${number(count)} ${count === 1 ? "request" : "requests"}`;
}

/** `31.8 kB`. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  if (count < 1e6) return `${number(count / 1e3, 1)} kB`;
  return `${number(count / 1e6, 1)} MB`;
}

/** `3 min. ago`, of a Unix time in seconds. */
export function ago(unixSeconds: number, nowMs: number = Date.now()): string {
  const seconds = unixSeconds - nowMs / 1000;
  const unit = units.find(({ length }) => Math.abs(seconds) >= length);
  if (unit === undefined) return "just now";
  const format = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
  return format.format(Math.round(seconds / unit.length), unit.name);
}

/** `22 Nov 2026, 17:05`, of a Unix time in seconds. */
export function moment(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toLocaleString("en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
  });
}

/** `German (Germany)` of `de-DE`; the tag itself where it is none. */
export function language(tag: string): string {
  try {
    return new Intl.DisplayNames("en", { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Characters as the hub counts them: code points. */
export function characters(text: string): number {
  return Array.from(text).length;
}

const units = [
  { name: "year", length: 31_536_000 },
  { name: "month", length: 2_592_000 },
  { name: "day", length: 86_400 },
  { name: "hour", length: 3_600 },
  { name: "minute", length: 60 },
] as const;
