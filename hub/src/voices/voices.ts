import type { Archive } from "../archive/archive.ts";
import { openFolderArchive } from "../archive/folder-archive.ts";
import type { Clock } from "../clock.ts";
import { systemClock } from "../clock.ts";
import type { SampleStore } from "./sample-store.ts";
import { PromptStore } from "./prompt-store.ts";
import { VoiceLibrary } from "./voice-library.ts";

/** The voice libraries, and what is sent of them. */
export type Voices = {
  readonly library: VoiceLibrary;
  readonly prompts: PromptStore;
  /** Removes what uploads and deletions of a process that is gone have left; returns of how many. */
  sweep(): Promise<number>;
  close(): Promise<void>;
};

export type VoicesOptions = {
  /** Where the recordings lie; made at first use. */
  readonly folder: string;
  readonly store: SampleStore;
  /** A program's name on the PATH, or a path. */
  readonly ffmpeg: string;
  readonly clock?: Clock;
};

export function openVoices({ folder, store, ffmpeg, clock = systemClock }: VoicesOptions): Voices {
  const archive = openFolderArchive({ folder, clock });
  const prompts = new PromptStore(archive, clock);
  const library = new VoiceLibrary({ store, archive, prompts, ffmpeg, clock });
  return {
    library,
    prompts,
    sweep: () => sweep(archive, library),
    close: () => archive.close(),
  };
}

async function sweep(archive: Archive, library: VoiceLibrary): Promise<number> {
  return (await archive.sweep()) + (await library.sweep());
}
