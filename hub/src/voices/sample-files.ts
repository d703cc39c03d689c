import type { ClipName } from "../archive/archive.ts";
import type { SampleFiles } from "./sample-store.ts";

/** The normalised recording of a sample in the archive of voices. */
export function normalisedClip(id: string): ClipName {
  return { id, extension: "wav" };
}

/** The file as it came. */
export function originalClip({ id, extension }: SampleFiles): ClipName {
  return { id: `${id}-original`, extension };
}
