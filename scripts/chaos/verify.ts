import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { until } from "../until.ts";
import { audioOf, engineFormat } from "./engine.ts";
import { longestMs, type Received } from "./load.ts";
import type { World } from "./world.ts";

type Entry = {
  readonly id: string;
  readonly status: "running" | "completed" | "failed" | "cancelled";
  readonly audio_seconds: number;
  readonly bytes: number;
};

const wavHeaderBytes = 44;

/**
 * Compares what every consumer received with history, audio and usage. Returns what does not agree.
 * `otherKeys` are of further users whose clips are there.
 */
export async function verify(
  world: World,
  all: readonly Received[],
  otherKeys: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  const entries = await endedEntries(world, world.key);
  const others = await Promise.all(otherKeys.map((key) => endedEntries(world, key)));
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  for (const received of all) {
    const what = `${received.outcome} ${received.format} ${received.id ?? "without an id"}`;
    for (const fault of await faultsOf(world, received, byId)) found.push(`${what}: ${fault}`);
  }
  found.push(
    ...(await usageFaults(world, entries)),
    ...(await orphans(world, [entries, ...others].flat())),
  );
  const ready = await fetch(`${world.url}/readyz`);
  if (!ready.ok) found.push(`the hub is not ready: ${await ready.text()}`);
  return found;
}

async function faultsOf(
  world: World,
  { id, outcome, text, format, body }: Received,
  entries: ReadonlyMap<string, Entry>,
): Promise<readonly string[]> {
  const entry = id === undefined ? undefined : entries.get(id);
  if (outcome !== "complete") return entry?.status === "running" ? ["its row is running"] : [];
  if (entry?.status !== "completed") return [`its row is ${entry?.status ?? "not there"}`];
  const found: string[] = [];
  const expected = audioOf(text);
  const seconds = expected.length / 2 / engineFormat.rateHz;
  if (Math.abs(entry.audio_seconds - seconds) > 1e-6) {
    found.push(`${entry.audio_seconds} s are in its row, the text takes ${seconds} s`);
  }
  if (format !== "opus") {
    const pcm = format === "wav" ? body.subarray(wavHeaderBytes) : body;
    if (!pcm.equals(expected)) found.push("its audio is not what the engines speak");
  }
  const stored = await get(world, `/v1/history/${entry.id}/audio`);
  if (!stored.ok) found.push(`its copy answers ${stored.status}`);
  const copy = Buffer.from(await stored.arrayBuffer());
  const from = format === "wav" ? wavHeaderBytes : 0;
  if (!copy.subarray(from).equals(body.subarray(from))) found.push("its copy is another");
  return found;
}

/** Every entry, once none is running any more. */
async function endedEntries(world: World, key: string): Promise<readonly Entry[]> {
  return await until(
    "every request to have ended",
    async () => {
      const entries = await allEntries(world, key);
      return entries.some(({ status }) => status === "running") ? undefined : entries;
    },
    { timeoutMs: longestMs },
  );
}

async function allEntries(world: World, key: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const query = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await get(world, `/v1/history?limit=100${query}`, key);
    const { data, next_cursor } = (await page.json()) as {
      data: Entry[];
      next_cursor: string | null;
    };
    entries.push(...data);
    cursor = next_cursor;
  }
  return entries;
}

async function usageFaults(world: World, entries: readonly Entry[]): Promise<readonly string[]> {
  const response = await get(world, "/v1/usage");
  const { total } = (await response.json()) as { total: { audio_seconds: number } };
  const kept = entries.reduce((sum, { audio_seconds }) => sum + audio_seconds, 0);
  const isExact = Math.abs(total.audio_seconds - kept) < 1e-3;
  return isExact ? [] : [`usage says ${total.audio_seconds} s, history ${kept} s`];
}

/** Clips without a row; a row without a clip is found where it is compared. */
async function orphans(world: World, entries: readonly Entry[]): Promise<readonly string[]> {
  const files = await readdir(join(world.dataDir, "audio"), {
    recursive: true,
    withFileTypes: true,
  });
  const clips = files.filter((file) => file.isFile()).map(({ name }) => name);
  const ids = new Set(entries.filter(({ bytes }) => bytes > 0).map(({ id }) => id));
  const strangers = clips.filter((name) => ![...ids].some((id) => name.includes(id)));
  return strangers.map((name) => `the clip ${name} belongs to no request`);
}

function get(world: World, path: string, key: string = world.key): Promise<Response> {
  return fetch(world.url + path, { headers: { authorization: `Bearer ${key}` } });
}
