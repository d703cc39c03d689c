import type { HistoryEntry } from "../api/bodies.ts";
import { askRaw } from "../api/client.ts";
import { audioUrl } from "../audio/use-speech.ts";
import { utcDay } from "../text/days.ts";
import { clipName } from "./clip-name.ts";
import { saveFile } from "./save-file.ts";

/** Saves the audio of several requests as one ZIP file, oldest first. Throws ApiError. */
export async function downloadClips(
  entries: readonly HistoryEntry[],
  signal: AbortSignal,
): Promise<void> {
  // Only those who download so much fetch it.
  const { downloadZip } = await import("client-zip");
  // Of one second, ids tell the order: they grow with time.
  const oldestFirst = entries.toSorted((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
  const zip = await downloadZip(files(oldestFirst, signal)).blob();
  signal.throwIfAborted();
  saveFile(zip, `club-${utcDay()}.zip`);
}

async function* files(entries: readonly HistoryEntry[], signal: AbortSignal) {
  for (const [at, entry] of entries.entries()) {
    const input = await askRaw("GET", audioUrl(entry.id), { signal });
    yield { name: clipName(entry, at), lastModified: new Date(entry.created * 1000), input };
  }
}
