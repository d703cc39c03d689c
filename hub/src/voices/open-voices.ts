import type { Archive } from "../archive/archive.ts";
import { openFolderArchive } from "../archive/folder-archive.ts";
import type { SampleStore } from "../store/sample-store.ts";
import { PromptStore } from "./prompt-store.ts";
import { VoiceLibrary } from "./voice-library.ts";
import { voicesFolder } from "./voices-folder.ts";

/** Everything about voices of people that a hub works with. */
export type Voices = {
  readonly library: VoiceLibrary;
  readonly prompts: PromptStore;
  /** Files of uploads and deletions that a process before this one did not finish, removed at the start. */
  readonly swept: number;
  close(): Promise<void>;
};

export type VoicesOptions = {
  readonly dataFolder: string;
  readonly store: SampleStore;
  /** A program's name on the PATH, or a path. */
  readonly ffmpeg: string;
};

/** Opens the voice libraries in a hub's data folder, made at first use. */
export async function openVoices({ dataFolder, store, ffmpeg }: VoicesOptions): Promise<Voices> {
  const archive = openFolderArchive({ folder: voicesFolder(dataFolder) });
  const prompts = new PromptStore(archive, () => performance.now());
  const library = new VoiceLibrary({ store, archive, prompts, ffmpeg });
  const swept = await sweep(archive, library);
  return { library, prompts, swept, close: () => archive.close() };
}

async function sweep(archive: Archive, library: VoiceLibrary): Promise<number> {
  return (await archive.sweep()) + (await library.sweep());
}
