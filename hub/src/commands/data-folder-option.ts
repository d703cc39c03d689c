import { homedir } from "node:os";
import { join } from "node:path";
import { Option } from "commander";

/**
 * `--data`: where the hub keeps its database and audio. Without it, the environment's CLUB_HUB_DATA,
 * else `club-hub` in the user's data folder (XDG Base Directory Specification).
 */
export function dataFolderOption(environment: NodeJS.ProcessEnv = process.env): Option {
  const xdg = environment["XDG_DATA_HOME"];
  // The specification has relative paths ignored.
  const base = xdg?.startsWith("/") === true ? xdg : join(homedir(), ".local", "share");
  return new Option("--data <folder>", "the hub's data folder")
    .env("CLUB_HUB_DATA")
    .default(join(base, "club-hub"));
}
