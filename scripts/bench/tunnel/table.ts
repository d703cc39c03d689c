export type Table = {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
};

/** As Markdown, numbers to three figures. */
export function tableText({ title, head, rows }: Table): string {
  const lines = [head, head.map(() => "---"), ...rows.map((row) => row.map(cellText))];
  return `\n### ${title}\n\n${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
}

function cellText(cell: string | number): string {
  if (typeof cell === "string") return cell;
  return Number.isInteger(cell) || cell >= 100 ? cell.toFixed(0) : cell.toPrecision(3);
}
