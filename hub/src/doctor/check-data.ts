import { access, constants, stat, statfs } from "node:fs/promises";
import type { Settings } from "../config.ts";
import { dataFolder } from "../data-folder.ts";
import { bad, type Finding, ok, warning } from "./finding.ts";

/** The data folder: whether it is there, private and writable, and has room. */
export async function* checkData({ data }: Pick<Settings, "data">): AsyncGenerator<Finding> {
  const folder = await stat(data).catch(() => undefined);
  if (folder === undefined) {
    const fix = "`club-hub serve` makes it; or name another with --data.";
    yield warning("data", `${data} is not there yet`, fix);
    return;
  }
  if (!(await isWritable(data))) {
    yield bad("data", `${data} cannot be written to`, "Run the hub as the folder's owner.");
    return;
  }
  const mode = folder.mode & 0o777;
  yield (mode & 0o077) === 0
    ? ok("data", `${data} is private and writable`)
    : bad("data", `${data} has mode ${mode.toString(8)}: others can read it`, `chmod 700 ${data}`);
  const database = await stat(dataFolder(data).database).catch(() => undefined);
  yield database === undefined
    ? warning("database", "is not there yet", "`club-hub serve` makes it.")
    : ok("database", `${megabytes(database.size)} MB`);
  const { bavail, bsize } = await statfs(data);
  const free = bavail * bsize;
  const fix = "Make room, or let old audio go with keep_days or keep_megabytes_per_user.";
  yield free < leastFreeBytes
    ? bad("disk", `only ${megabytes(free)} MB are free`, fix)
    : ok("disk", `${megabytes(free)} MB are free`);
}

async function isWritable(path: string): Promise<boolean> {
  return await access(path, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

function megabytes(bytes: number): string {
  return Math.round(bytes / 1e6).toLocaleString("en");
}

/** An hour of speech as WAV is some 170 MB. */
const leastFreeBytes = 1_000_000_000;
