import type { ClipName } from "../archive/archive.ts";
import { fileFormats } from "../encoding/formats.ts";
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

/** Every kind of audio that is kept. */
export function storedContentTypes(): readonly string[] {
  return [...new Set(contentTypes.values())];
}

const contentTypes: ReadonlyMap<string, string> = new Map([
  ...Object.values(fileFormats).map((one): [string, string] => [one.extension, one.contentType]),
  // What browsers and phones record.
  ["ogg", "audio/ogg"],
  ["webm", "audio/webm"],
  ["m4a", "audio/mp4"],
  // Books.
  ["m4b", "audio/mp4"],
]);
