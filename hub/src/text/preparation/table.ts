import { withStop } from "./stop.ts";

/** Reads a table row by row. Each row becomes a sentence with its cells labelled by the header. */
export class Table {
  #header: readonly string[] | undefined;
  #isConfirmed = false;
  readonly #spoken: (cell: string) => string;

  constructor(spoken: (cell: string) => string) {
    this.#spoken = spoken;
  }

  /** Returns what to say for a row. The first row is held until the next one shows whether it is a header. */
  read(row: string): string {
    if (/^[\s|:-]+$/.test(row) && row.includes("-")) {
      this.#isConfirmed = this.#header !== undefined;
      return "";
    }
    const cells = cellsOf(row).map(this.#spoken);
    if (this.#header !== undefined && this.#isConfirmed) return labelled(cells, this.#header);
    const before = this.end();
    this.#header = cells;
    return before;
  }

  /** Returns what to say at the end of the table: a first row that was not a header. */
  end(): string {
    const cells = this.#isConfirmed ? [] : (this.#header ?? []);
    this.#header = undefined;
    this.#isConfirmed = false;
    return labelled(cells, []);
  }
}

function labelled(cells: readonly string[], header: readonly string[]): string {
  const parts = cells.flatMap((cell, at) => {
    if (cell === "") return [];
    const label = header[at] ?? "";
    return [label === "" ? cell : `${label}: ${cell}`];
  });
  return parts.length === 0 ? "" : `${withStop(parts.join(", "))}\n`;
}

/** The cells of `| a | b |`. An escaped bar is text. */
function cellsOf(row: string): readonly string[] {
  const inner = row
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll("\\|", "|").trim());
}
