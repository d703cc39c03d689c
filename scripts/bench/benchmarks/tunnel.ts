import type { Benchmark, Finding, Goal } from "../benchmark.ts";
import { measureSlowLink } from "../tunnel/slow-link.ts";
import { measureStalled } from "../tunnel/stalled.ts";
import type { Table } from "../tunnel/table.ts";

/** How long a new stream waits where others fill a home's uplink. */
export const slowLink: Benchmark = {
  name: "slow-link",
  title: "A new stream on a 10 Mbit/s uplink with 8 bulk streams",
  method:
    "The tunnel alone, two processes through a TCP proxy that slows and delays; 20 streams each.",
  async run() {
    const table = await measureSlowLink();
    const [bulkAt, worstAt] = [table.head.indexOf("bulk streams"), table.head.length - 2];
    const busy = table.rows.filter((row) => row[bulkAt] === 8);
    return findingOf(table, 2, [
      {
        what: "a new stream on a 10 Mbit/s uplink with 8 bulk streams: its first chunk, worst",
        limit: 300,
        unit: "ms",
        measured: busy.map((row) => Number(row[worstAt])),
      },
    ]);
  },
};

/** Whether streams that nobody reads slow the others. */
export const stalled: Benchmark = {
  name: "stalled",
  title: "Two streams beside 6 that nobody reads",
  method: "The tunnel alone, on 10 Mbit/s and on loopback.",
  run: async () => findingOf(await measureStalled(), 2, []),
};

/** The first `keys` columns name the row. */
function findingOf({ head, rows }: Table, keys: number, goals: readonly Goal[]): Finding {
  const columns = head.slice(keys).map((title) => ({ key: title, title, digits: 1 }));
  return {
    columns,
    rows: rows.map((row) => ({
      name: head
        .slice(0, keys)
        .map((title, at) => `${title}: ${row[at]}`)
        .join(", "),
      values: Object.fromEntries(columns.map(({ key }, at) => [key, [Number(row[keys + at])]])),
    })),
    goals,
  };
}
