import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { HistoryEntry, HistoryPosition } from "../../../src/store/history-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { openSqliteStore } from "../../../src/store/sqlite/open-sqlite-store.ts";
import { temporaryFolder } from "../../temporary-folder.ts";

test("kill -9 loses no finished request, and the rest is marked failed by the next hub", async (t) => {
  const folder = await temporaryFolder(t);
  const finished = await serveAndKill(folder, 500);
  const store = await openSqliteStore(folder);
  t.after(() => store.close());

  const running = (await everyEntry(store)).filter((entry) => entry.outcome.status === "running");
  assert.equal(await store.history.failUnfinished(), running.length);
  assert.equal(await store.history.failUnfinished(), 0);

  const entries = new Map((await everyEntry(store)).map((entry) => [entry.request.id, entry]));
  for (const id of finished) assert.equal(entries.get(id)?.outcome.status, "completed", id);
  for (const { request } of running) {
    const outcome = entries.get(request.id)?.outcome;
    assert.ok(outcome?.status === "failed" && outcome.error?.type === "server_error");
  }
  const completed = [...entries.values()].filter(({ outcome }) => outcome.status === "completed");
  const [usage] = await store.usage.summarize({ userId: "user_ann", groupBy: "day" });
  assert.equal(usage?.requests, completed.length);
  assert.deepEqual(usage.audio, [{ rateHz: 22_050, frames: completed.length * 22_050 }]);
});

test("a hub that stops in order leaves no lock file behind", async (t) => {
  const folder = await temporaryFolder(t);
  const store = await openSqliteStore(folder);
  assert.equal((await readdir(join(folder, "runs"))).length, 1);
  await store.close();
  assert.deepEqual(await readdir(join(folder, "runs")), []);
});

/** Runs requests in a process of their own and kills it after `enough`; returns the ids it said are finished. */
async function serveAndKill(folder: string, enough: number): Promise<string[]> {
  const script = fileURLToPath(new URL("serve-requests.ts", import.meta.url));
  const hub = spawn(process.execPath, [script, folder], { stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(hub, "close");
  const finished: string[] = [];
  try {
    for await (const line of createInterface({ input: hub.stdout })) {
      finished.push(line);
      if (finished.length === enough) hub.kill("SIGKILL");
    }
  } finally {
    hub.kill("SIGKILL");
    await closed;
  }
  return finished;
}

async function everyEntry(store: Store): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  let after: HistoryPosition | undefined;
  do {
    const page = await store.history.list({ userId: "user_ann", limit: 500, after });
    entries.push(...page.entries);
    after = page.next;
  } while (after !== undefined);
  return entries;
}
