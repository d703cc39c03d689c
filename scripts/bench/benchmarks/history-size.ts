import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { openSqliteStore } from "../../../hub/src/store/sqlite/open-sqlite-store.ts";
import type { Bench, Benchmark, Finding, Row } from "../benchmark.ts";
import { fillHistory, storeRequests } from "../store/requests.ts";
import { account } from "../store/account.ts";
import { median } from "../measure/statistics.ts";

/** What the store sustains, and whether a long history slows it. */
export const historySize: Benchmark = {
  name: "history-size",
  title: "Stored requests per second, and growth with the history",
  method:
    "The hub's store alone, on SQLite in a folder: 64 requests at a time begin, and end with their metering, each in a durable transaction shared with others. Then a page of 50 entries, and the usage of all days.",
  run,
};

const sizes = [0, 10_000, 100_000, 1_000_000];

async function run(bench: Bench): Promise<Finding> {
  const dataDir = await mkdtemp(join(bench.folder, "store-"));
  await using opened = new AsyncDisposableStack();
  const store = opened.adopt(await openSqliteStore(dataDir, { longLived: true }), (one) =>
    one.close(),
  );
  const owner = await account(store);
  await warmUp(bench);
  const rows: Row[] = [];
  let present = 0;
  for (const size of sizes) {
    if (size > present) fillHistory(dataDir, size - present);
    present = Math.max(present, size);
    const rates: number[] = [];
    for (let round = 0; round < bench.rounds; round += 1) {
      const startMs = performance.now();
      await storeRequests(store, owner, requestsPerRound);
      rates.push(requestsPerRound / ((performance.now() - startMs) / 1000));
      present += requestsPerRound;
    }
    const { userId } = owner;
    rows.push({
      name: size.toLocaleString("en"),
      values: {
        rate: rates,
        page: await timesOf(() => store.history.list({ userId, limit: 50 })),
        usage: await timesOf(() => store.usage.summarize({ userId, groupBy: "day" })),
      },
    });
  }
  return {
    columns: [
      { key: "rate", title: "requests/s", digits: 0, hasRatio: true },
      { key: "page", title: "page of history, ms", digits: 2 },
      { key: "usage", title: "usage by day, ms", digits: 2 },
    ],
    rows,
    goals: [
      {
        what: "stored requests per second (SQLite, durable), longest history",
        limit: 1_000,
        isFloor: true,
        unit: "requests/s",
        measured: rows.at(-1)?.values["rate"] ?? [],
      },
    ],
  };
}

const requestsPerRound = 2_000;

/** Has the store's code compiled, on a history of its own. */
async function warmUp({ folder }: Bench): Promise<void> {
  const store = await openSqliteStore(await mkdtemp(join(folder, "store-")), { longLived: true });
  try {
    await storeRequests(store, await account(store), warmUpRequests);
  } finally {
    await store.close();
  }
}

const warmUpRequests = 20_000;

/** The median of ten tries. */
async function timesOf(query: () => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const startMs = performance.now();
    await query();
    times.push(performance.now() - startMs);
  }
  return [median(times)];
}
