import type { Archive, StoredClip } from "../archive/archive.ts";
import type { KnownAudio } from "../store/history-store.ts";
import type { Store } from "../store/store.ts";
import { orphanAgeMs, pageEntries } from "./limits.ts";
import { everyStored } from "./retention.ts";

export type MendAudioOptions = {
  readonly store: Store;
  readonly archive: Archive;
  /** The wall clock in Unix milliseconds. */
  readonly nowMs: number;
};

export type Mended = {
  /** Copies that belonged to no request, which are removed. */
  readonly orphans: number;
  /** Copies that their finished requests did not know of, and do now. */
  readonly found: number;
  /** Requests whose copy is gone, which know that now. */
  readonly lost: number;
};

/**
 * Makes audio and history agree where a process died between the two. Changes nothing while the archive
 * has a fault: a disk that is not there has lost nothing.
 */
export async function mendAudio(options: MendAudioOptions, signal: AbortSignal): Promise<Mended> {
  const { archive } = options;
  if ((await archive.fault()) !== undefined) return { orphans: 0, found: 0, lost: 0 };
  const { orphans, found } = await mendCopies(options, signal);
  const lost = await mendEntries(options, signal);
  return { orphans, found, lost };
}

async function mendCopies(
  { store, archive, nowMs }: MendAudioOptions,
  signal: AbortSignal,
): Promise<Pick<Mended, "orphans" | "found">> {
  let [orphans, found] = [0, 0];
  for await (const page of inPages(archive.clips(signal))) {
    const known = await store.history.audioOf(page.map(({ name }) => name.id));
    for (const { name, bytes, writtenMs } of page) {
      switch (judge(known.get(name.id))) {
        case "orphan":
          if (nowMs - writtenMs < orphanAgeMs) break;
          await archive.remove(name);
          orphans += 1;
          break;
        case "unknown":
          await store.history.correctAudio(name.id, { extension: name.extension, bytes });
          found += 1;
          break;
        case "fine":
          break;
      }
    }
  }
  return { orphans, found };
}

function judge(known: KnownAudio | undefined): "orphan" | "unknown" | "fine" {
  if (known === undefined) return "orphan";
  return known.status !== "running" && known.extension === undefined ? "unknown" : "fine";
}

async function mendEntries(
  { store, archive }: MendAudioOptions,
  signal: AbortSignal,
): Promise<number> {
  let lost = 0;
  for (const user of await store.accounts.listUsers()) {
    for await (const { id, status, extension } of everyStored(store.history, user.id)) {
      signal.throwIfAborted();
      if (status === "running" || extension === undefined) continue;
      if ((await archive.open({ id, extension })) !== undefined) continue;
      if ((await archive.fault()) !== undefined) return lost;
      await store.history.correctAudio(id, undefined);
      lost += 1;
    }
  }
  return lost;
}

async function* inPages(
  clips: AsyncIterable<StoredClip>,
): AsyncGenerator<readonly StoredClip[], void, void> {
  let page: StoredClip[] = [];
  for await (const clip of clips) {
    page.push(clip);
    if (page.length < pageEntries) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
