import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { Failure } from "@club/shared/wire/failures.ts";
import { partEnding } from "../data-folder.ts";
import type { ClipName } from "./archive.ts";
import { archiveLimits } from "./limits.ts";

const idPattern = /^[A-Za-z0-9_-]+$/;
const extensionPattern = /^[a-z0-9]{1,8}$/;
const partPattern = /\.(?<pid>\d+)-(?<run>[0-9a-f]{8})\.part$/;

/**
 * Where an archive's files lie. Finished copies in `clips/<shard>/<id>.<extension>`, the shard being
 * the id's last two characters (the random ones of a UUIDv7, so that shards fill evenly); unfinished
 * ones together in `parts/`, where a later process finds them without walking the rest. A part's
 * name carries its writer: process and run. Names are checked here, so that no path comes from outside.
 */
export class ClipPaths {
  readonly folder: string;
  readonly parts: string;
  readonly clips: string;
  readonly #run = randomUUID().slice(0, 8);

  constructor(folder: string) {
    this.folder = folder;
    this.parts = join(folder, "parts");
    this.clips = join(folder, "clips");
  }

  /** Throws INVALID_REQUEST for a name that is none. */
  clip(name: ClipName): string {
    return join(this.clips, shardOf(name), fileName(name));
  }

  /** Throws INVALID_REQUEST for a name that is none. */
  part(name: ClipName): string {
    return join(this.parts, `${fileName(name)}.${process.pid}-${this.#run}${partEnding}`);
  }

  /**
   * Whether a file in `parts` was left by a process that is gone. One that lives may be draining
   * while this one takes over; this very process id with another run is an earlier container's.
   */
  isLeftover(file: string): boolean {
    const writer = partPattern.exec(file)?.groups;
    if (writer === undefined || writer["run"] === this.#run) return false;
    const pid = Number(writer["pid"]);
    return pid === process.pid || !isAlive(pid);
  }
}

/** The name of a copy by its file's; undefined: it is no copy. */
export function clipNameOf(file: string): ClipName | undefined {
  const dot = file.lastIndexOf(".");
  const [id, extension] = [file.slice(0, dot), file.slice(dot + 1)];
  return idPattern.test(id) && extensionPattern.test(extension) ? { id, extension } : undefined;
}

/** The folder below `clips` that holds a copy. */
export function shardOf(name: ClipName): string {
  return name.id.slice(-2);
}

/** The name of a copy's file. Throws INVALID_REQUEST for a name that is none. */
export function fileName({ id, extension }: ClipName): string {
  const isName =
    id.length <= archiveLimits.idChars && idPattern.test(id) && extensionPattern.test(extension);
  if (!isName) throw new Failure("INVALID_REQUEST", "That is not the id of a recording.");
  return `${id}.${extension}`;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
