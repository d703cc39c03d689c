import { withStop } from "./stop.ts";

/** A table that is read row by row, each as a sentence that says what its cells are. */
export class Table {
  #header: readonly string[] | undefined;
  #isConfirmed = false;
  readonly #spoken: (cell: string) => string;

  constructor(spoken: (cell: string) => string) {
    this.#spoken = spoken;
  }

  /** What is said once a row has come; a header is held until it is known to be one. */
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

  /** What is said where the table ends: a row that turned out to be no header. */
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

/** The cells of `| a | b |`; a bar behind a backslash is text. */
function cellsOf(row: string): readonly string[] {
  const inner = row
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll("\\|", "|").trim());
}
