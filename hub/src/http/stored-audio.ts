import type { ClipName } from "../archive/archive.ts";
import type { HistoryEntry } from "../store/history-store.ts";

/** The name of an entry's audio in the archive, or undefined when none was kept. */
export function clipNameOf({ request, outcome }: HistoryEntry): ClipName | undefined {
  const extension = outcome.status === "running" ? undefined : outcome.extension;
  return extension === undefined ? undefined : { id: request.id, extension };
}

/** The Content-Type of a stored copy, by its file name's ending. */
export function contentTypeOf(extension: string): string {
  return contentTypes.get(extension) ?? "application/octet-stream";
}

const contentTypes: ReadonlyMap<string, string> = new Map([
  ["wav", "audio/wav"],
  ["ogg", "audio/ogg"],
  ["opus", "audio/ogg"],
  // OpenAI's pcm is always 24 kHz mono (api.md), so the copy is too.
  ["pcm", "audio/pcm;rate=24000;channels=1"],
  ["mp3", "audio/mpeg"],
  ["aac", "audio/aac"],
  ["flac", "audio/flac"],
  // What browsers and phones record.
  ["webm", "audio/webm"],
  ["m4a", "audio/mp4"],
]);
