import { join } from "node:path";

/** Where everything lies in a hub's data folder. No other file knows any of these names. */
export type DataFolder = {
  readonly root: string;
  readonly database: string;
  /** What SQLite keeps beside the database: it belongs to that very file, and to no other in its place. */
  readonly databaseSidecars: readonly string[];
  /** A lock file for each process that has the store open. */
  readonly runs: string;
  /** Locked by the hub that takes requests. */
  readonly serving: string;
  /** The audio of the history. */
  readonly audio: string;
  /** The recordings of the voice libraries. */
  readonly voices: string;
  /** The audio of jobs. */
  readonly jobs: string;
  /** Ends of requests that the database has not taken yet. */
  readonly ends: string;
  /** Where the running hub answers `club-hub status`. */
  readonly socket: string;
};

export function dataFolder(root: string): DataFolder {
  const database = join(root, "hub.sqlite");
  return {
    root,
    database,
    databaseSidecars: ["-wal", "-shm", "-journal"].map((ending) => database + ending),
    runs: join(root, "runs"),
    serving: join(root, "hub.lock"),
    audio: join(root, "audio"),
    voices: join(root, "voices"),
    jobs: join(root, "jobs"),
    ends: join(root, "ends"),
    socket: join(root, "hub.sock"),
  };
}

/** What a file that is being written ends in, until it is whole and gets its own name. */
export const partEnding = ".part";

/** A copy that is not whole yet has this name, beside the one it will have. */
export function partialOf(path: string): string {
  return `${path}.partial`;
}
