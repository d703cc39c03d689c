import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import type { Paths } from "../config/paths.ts";

/**
 * Where agents of this user may have their sockets, best first: the session's runtime folder, the
 * state folder, and a short one for homes whose paths do not fit into a socket's address.
 */
export function socketFolders(paths: Paths): readonly string[] {
  const short = join(tmpdir(), `club-${userInfo().uid}`);
  return [...(paths.runtime === undefined ? [] : [paths.runtime]), paths.state, short];
}

/** Without a folder it is a named pipe of Windows. */
export type SocketPlace = { readonly folder: string | undefined; readonly path: string };

/** The socket of the agent of this name. */
export function socketPath(
  paths: Paths,
  name: string,
  platform: NodeJS.Platform = process.platform,
): SocketPlace {
  return placeOf(paths, `${fileName(name)}.sock`, platform);
}

/** The socket of an agent that has left its name to the next one. */
export function drainingSocketPath(paths: Paths, name: string, pid: number): SocketPlace {
  return placeOf(paths, `${fileName(name)}.${pid}.sock`, process.platform);
}

/** The first folder in which the socket's address fits. */
function placeOf(paths: Paths, file: string, platform: NodeJS.Platform): SocketPlace {
  if (platform === "win32") return { folder: undefined, path: `${pipePrefix(paths)}${file}` };
  for (const folder of socketFolders(paths)) {
    const path = join(folder, file);
    if (Buffer.byteLength(path) <= addressBytes) return { folder, path };
  }
  throw new Error("unreachable: the last folder is short");
}

/** Every user of a machine sees all pipes there: the state folder tells whose they are. */
function pipePrefix({ state }: Paths): string {
  const owner = createHash("sha256").update(state.toLowerCase()).digest("hex").slice(0, 16);
  return `${pipes}club-${owner}-`;
}

const pipes = "\\\\.\\pipe\\";

/** Every socket that may belong to a running agent. */
export async function findSockets(paths: Paths): Promise<readonly string[]> {
  if (process.platform === "win32") {
    const names = await readdir(pipes).catch(() => []);
    const all = names.map((name) => `${pipes}${name}`);
    return all.filter((path) => path.startsWith(pipePrefix(paths))).toSorted();
  }
  const found = await Promise.all(
    socketFolders(paths).map(async (folder) => {
      const files = await readdir(folder).catch(() => []);
      return files.filter((file) => file.endsWith(".sock")).map((file) => join(folder, file));
    }),
  );
  return found.flat().toSorted();
}

/** `sun_path` holds 108 bytes on Linux and 104 on macOS, a NUL included (unix(7)). */
const addressBytes = 103;

/** Names may hold any letter, and be long: the hash keeps two apart, the rest is for people. */
export function fileName(name: string): string {
  const readable = name.replaceAll(/[^A-Za-z0-9._-]+/g, "-").slice(0, 24);
  if (readable === name) return name;
  return `${readable}-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
}
