import CliTable from "cli-table3";
import stringWidth from "string-width";
import { safe, SafeText, type TextPart } from "./safe-text.ts";

export type Column = {
  readonly head: string;
  /** How far its cells may be shortened, in terminal columns; left out: not at all. */
  readonly leastWidth?: number;
  /** Where the table is too wide, columns with the lowest rank go first; left out: it stays. */
  readonly rank?: number;
  readonly align?: "left" | "right";
};

/**
 * Rows under a head, each on a line. Given a width in terminal columns (undefined: whole, for pipes),
 * columns are left out by rank and cells are cut with `…` until the table fits.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly TextPart[])[],
  width: number | undefined,
): SafeText {
  const lines = [columns.map(({ head }) => head), ...rows].map((cells) =>
    cells.map((cell) => String(safe`${cell}`)),
  );
  const natural = columns.map((_, at) =>
    lines.reduce((most, line) => Math.max(most, widthOf(line[at])), 0),
  );
  const fitted = fit(columns, natural, width ?? Number.POSITIVE_INFINITY);
  const drawn = new CliTable({
    chars: noLines,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    colWidths: fitted.map(({ width }) => width),
    colAligns: fitted.map(({ at }) => columns[at]?.align ?? "left"),
  });
  for (const line of lines) drawn.push(fitted.map(({ at }) => line[at] ?? ""));
  const text = drawn.toString().split("\n");
  return SafeText.trusted(text.map((line) => `${line.trimEnd()}\n`).join(""));
}

type Fitted = { readonly at: number; readonly width: number };

/** Which columns stay, and how wide: the library neither drops nor shares out. */
function fit(
  columns: readonly Column[],
  natural: readonly number[],
  width: number,
): readonly Fitted[] {
  const least = (at: number): number =>
    Math.min(natural[at] ?? 0, columns[at]?.leastWidth ?? Number.POSITIVE_INFINITY);
  let kept = columns.map((_, at) => at);
  while (total(kept.map(least)) > width) {
    const ranked = kept.filter((at) => columns[at]?.rank !== undefined);
    const [first] = ranked.toSorted((a, b) => (columns[a]?.rank ?? 0) - (columns[b]?.rank ?? 0));
    if (first === undefined) break;
    kept = kept.filter((at) => at !== first);
  }
  const widths = new Map(kept.map((at) => [at, natural[at] ?? 0]));
  while (total([...widths.values()]) > width) {
    const [widest] = [...widths]
      .filter(([at, now]) => now > least(at))
      .toSorted((a, b) => b[1] - a[1]);
    if (widest === undefined) break;
    widths.set(widest[0], widest[1] - 1);
  }
  return [...widths].map(([at, one]) => ({ at, width: one }));
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, one) => sum + one, 0) + gap * Math.max(0, widths.length - 1);
}

function widthOf(cell: string | undefined): number {
  return stringWidth(cell ?? "");
}

const gap = 2;

const noLines = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: " ".repeat(gap),
} as const;
