import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { until } from "../until.ts";
import { audioOf, engineFormat } from "./engine.ts";
import type { Seen } from "./load.ts";
import { longestMs, type Received } from "./speak.ts";
import { deleteSample, isHeard, listedSamples, type Sample } from "./voice-samples.ts";
import type { World } from "./world.ts";

type Entry = {
  readonly id: string;
  readonly status: "running" | "completed" | "failed" | "cancelled";
  readonly audio_seconds: number;
  readonly bytes: number;
};

const wavHeaderBytes = 44;

/** Its first frame tells of the whole. */
const mp3HeadBytes = 2_048;

/**
 * Compares what every consumer received with history, audio and usage. Returns what does not agree.
 * `otherKeys` are of further users whose clips are there.
 */
export async function verify(
  world: World,
  { received: all, samples }: Seen,
  otherKeys: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  const entries = await endedEntries(world, world.key);
  const others = await Promise.all(otherKeys.map((key) => endedEntries(world, key)));
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  for (const received of all) {
    const what = `${received.outcome} ${received.format} ${received.id ?? "without an id"}`;
    for (const fault of await faultsOf(world, received, byId)) found.push(`${what}: ${fault}`);
  }
  found.push(
    ...(await usageFaults(world, entries, all)),
    ...(await orphans(world, [entries, ...others].flat())),
    ...(await sampleFaults(world, samples)),
  );
  const ready = await fetch(`${world.url}/readyz`);
  if (!ready.ok) found.push(`the hub is not ready: ${await ready.text()}`);
  return found;
}

async function faultsOf(
  world: World,
  { id, outcome, text, format, body, entry: fate }: Received,
  entries: ReadonlyMap<string, Entry>,
): Promise<readonly string[]> {
  const entry = id === undefined ? undefined : entries.get(id);
  if (outcome !== "complete") return entry?.status === "running" ? ["its row is running"] : [];
  const found: string[] = [];
  const samples = samplesOf(body, format);
  if (samples?.equals(audioOf(text)) === false) {
    found.push("its audio is not what the engines speak");
  }
  if (id === undefined || (fate === "unsure" && entry === undefined)) return found;
  if (fate === "deleted") return entry === undefined ? found : [...found, "its row is still there"];
  if (entry?.status !== "completed") {
    return [...found, `its row is ${entry?.status ?? "not there"}`];
  }
  const seconds = secondsOf(text);
  if (Math.abs(entry.audio_seconds - seconds) > 1e-6) {
    found.push(`${entry.audio_seconds} s are in its row, the text takes ${seconds} s`);
  }
  const stored = await get(world, `/v1/history/${entry.id}/audio`);
  // A deletion takes the audio first: what stopped it then left a row without.
  if (fate === "unsure" && stored.status === 404) return found;
  if (!stored.ok) found.push(`its copy answers ${stored.status}`);
  const copy = Buffer.from(await stored.arrayBuffer());
  // Heads are completed in the copy.
  const from = format === "wav" ? wavHeaderBytes : format === "mp3" ? mp3HeadBytes : 0;
  const isComparable = format !== "flac";
  if (isComparable && !copy.subarray(from).equals(body.subarray(from))) {
    found.push("its copy is another");
  }
  return found;
}

/** Undefined where they are encoded. */
function samplesOf(body: Buffer, format: Received["format"]): Buffer | undefined {
  if (format === "wav") return body.subarray(wavHeaderBytes);
  return format === "pcm" ? body : undefined;
}

function secondsOf(text: string): number {
  return audioOf(text).length / 2 / engineFormat.rateHz;
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
    if (!page.ok) throw new Error(`History answers ${page.status}: ${await page.text()}`);
    const { data, next_cursor } = (await page.json()) as {
      data: Entry[];
      next_cursor: string | null;
    };
    entries.push(...data);
    cursor = next_cursor;
  }
  return entries;
}

/** Usage is the sum of history, and of what was deleted from it. */
async function usageFaults(
  world: World,
  entries: readonly Entry[],
  all: readonly Received[],
): Promise<readonly string[]> {
  const response = await get(world, "/v1/usage?to=9999-12-31");
  const { total } = (await response.json()) as { total: { audio_seconds: number } };
  const ids = new Set(entries.map(({ id }) => id));
  const deleted = all.filter(
    ({ id, entry }) => entry !== "kept" && id !== undefined && !ids.has(id),
  );
  const spoken =
    entries.reduce((sum, { audio_seconds }) => sum + audio_seconds, 0) +
    deleted.reduce((sum, { text }) => sum + secondsOf(text), 0);
  const isExact = Math.abs(total.audio_seconds - spoken) < 1e-3;
  return isExact ? [] : [`usage says ${total.audio_seconds} s, history ${spoken} s`];
}

async function sampleFaults(world: World, samples: readonly Sample[]): Promise<readonly string[]> {
  const listed = await listedSamples(world);
  const found: string[] = [];
  for (const { id, state } of samples) {
    if (state === "deleted" && listed.has(id)) found.push(`the deleted sample ${id} is listed`);
    if (state === "kept" && !listed.has(id)) found.push(`the sample ${id} is not there`);
  }
  const kept = new Set(samples.flatMap(({ id, state }) => (state === "kept" ? [id] : [])));
  for (const id of listed) {
    if (await isHeard(world, id)) continue;
    // A deletion that was stopped midway can be done again.
    if (kept.has(id)) found.push(`the sample ${id} cannot be heard`);
    else if (!(await deleteSample(world, id))) found.push(`the sample ${id} cannot be deleted`);
  }
  return found;
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
