/** Rows as aligned columns under a header, each line ended; the last column is not padded. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows];
  const widths = header.map((_, at) => Math.max(...lines.map((line) => (line[at] ?? "").length)));
  const padded = (cell: string, at: number) => cell.padEnd(widths[at] ?? 0);
  return lines.map((line) => `${line.map(padded).join("  ").trimEnd()}\n`).join("");
}

/** A time for people: `2026-03-01 14:05` in UTC, or a dash. */
export function shortTime(timeMs: number | undefined): string {
  return timeMs === undefined ? "-" : new Date(timeMs).toISOString().slice(0, 16).replace("T", " ");
}
