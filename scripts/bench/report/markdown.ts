import type { Column, Finding, Goal, Numbers, Row } from "../benchmark.ts";
import { median, ratios } from "../measure/statistics.ts";
import type { Absent, Found, Results } from "./results.ts";

/** The results as a Markdown document: how Club compares, what is to be reached, and what each thing costs. */
export function markdown(results: Results): string {
  const facts = Object.entries(results.machine).map(([key, value]) => `- ${key}: ${value}`);
  const spread = `The median of ${results.rounds} interleaved rounds, with the lowest and the highest of them behind it; \`×\` is the median of the rounds' ratios to the first row.`;
  const comparisons = results.found.filter(({ isComparison }) => isComparison === true);
  const costs = results.found.filter(({ isComparison }) => isComparison !== true);
  return [
    "# Benchmarks",
    `\`pnpm bench${results.isFull ? " --full" : ""}\`, in ${Math.round(results.tookSeconds)} s. ${spread} Absolute times differ from machine to machine; ratios and costs per unit are the result.`,
    facts.join("\n"),
    ...comparisons.flatMap((found) => section(found, results.absent)),
    "## To reach",
    goalTable(results.found),
    ...costs.flatMap((found) => section(found, results.absent)),
  ]
    .join("\n\n")
    .concat("\n");
}

function goalTable(found: readonly Found[]): string {
  const goals = found.flatMap((one) => (one.at === "measured" ? one.finding.goals : []));
  return table(["what", "to reach", "measured", ""], goals.map(goalCells));
}

function goalCells(goal: Goal): readonly string[] {
  const { what, limit, isFloor = false, unit, measured } = goal;
  const middle = median(measured);
  const isReached = isFloor ? middle >= limit : middle <= limit;
  const sign = isFloor ? "≥" : "≤";
  const limitText = `${sign} ${limit.toLocaleString("en")} ${unit}`;
  return [what, limitText, spreadOf(measured, digitsFor(middle)), isReached ? "✔" : "✘"];
}

function digitsFor(value: number): number {
  if (Math.abs(value) >= 100) return 0;
  return Math.abs(value) >= 10 ? 1 : 2;
}

function section(found: Found, absent: readonly Absent[]): readonly string[] {
  const head = [`## ${found.title}`, `\`${found.name}\`: ${found.method}`];
  if (found.at === "failed") return [...head, `Not measured: ${found.reason}`];
  const missing = found.hasPeers === true ? absent : [];
  return [...head, findingTable(found.finding, missing)];
}

function findingTable(finding: Finding, absent: readonly Absent[]): string {
  const { columns, rows, costTitle } = finding;
  const titles = ["", ...columns.map(({ title }) => title), ...(costTitle ? [costTitle] : [])];
  const cells = rows.map((row) => [
    row.name,
    ...columns.map((column) => cell(column, row, rows[0])),
    ...(costTitle ? [costCell(row)] : []),
  ]);
  const absentCells = absent.map(({ name, reason }) => [
    name,
    reason,
    ...titles.slice(2).map(() => ""),
  ]);
  return table(titles, [...cells, ...absentCells]);
}

function cell(column: Column, row: Row, first: Row | undefined): string {
  const numbers = row.values[column.key] ?? [];
  if (numbers.length === 0) return "–";
  const text = spreadOf(numbers, column.digits);
  if (!column.hasRatio || first === undefined || row === first) return text;
  return `${text} × ${median(ratios(numbers, first.values[column.key] ?? [])).toFixed(2)}`;
}

function costCell({ costs: byPart = {} }: Row): string {
  return Object.entries(byPart)
    .map(([part, numbers]) => `${part} ${median(numbers).toFixed(2)}`)
    .join(", ");
}

/** `1.5 (1.4–1.7)` */
function spreadOf(numbers: Numbers, digits: number): string {
  const text = (value: number): string =>
    value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  if (numbers.length < 2) return text(median(numbers));
  return `${text(median(numbers))} (${text(Math.min(...numbers))}–${text(Math.max(...numbers))})`;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
