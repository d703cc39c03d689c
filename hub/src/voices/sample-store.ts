import type { Sample, SampleFacts } from "../voices/sample.ts";

/**
 * The users' private voice libraries. Every question about a sample names its user: an id alone finds
 * nothing. Files are noted apart, so that those of a process that died can be found and removed.
 */
export interface SampleStore {
  /** Notes that a sample's files are about to exist. */
  noteFiles(files: SampleFiles): Promise<void>;
  /** They are gone. */
  forgetFiles(id: string): Promise<void>;
  /** Files that belong to no sample, of processes that are no more. */
  strayFiles(): Promise<readonly SampleFiles[]>;

  /** Keeps a sample; as a default, in place of its speaker's earlier one. False past the bound. */
  insert(sample: Sample, bound: LibraryBound): Promise<boolean>;
  get(userId: string, id: string): Promise<Sample | undefined>;
  /** Newest first. */
  list(userId: string): Promise<readonly Sample[]>;
  /** Returns it as it is now, or undefined when there is none. */
  change(userId: string, id: string, change: Partial<SampleFacts>): Promise<Sample | undefined>;
  /** Returns what was removed, or undefined when there was none. */
  remove(userId: string, id: string): Promise<Sample | undefined>;
}

/** The files of a sample: the normalised WAV, and the one that came, with that ending. */
export type SampleFiles = { readonly id: string; readonly extension: string };

/** What one user's library may hold: samples, and bytes of the files that came. */
export type LibraryBound = { readonly samples: number; readonly bytes: number };
