import { homedir } from "node:os";
import { join, win32 } from "node:path";

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the agent keeps its files, by the XDG base directory specification (0.8). */
export type Paths = {
  /** Configuration and credentials: `~/.config/club`. */
  readonly config: string;
  /** What outlives a restart: `~/.local/state/club`. */
  readonly state: string;
  /** Local sockets, where the system has a folder for them: `$XDG_RUNTIME_DIR/club`. */
  readonly runtime: string | undefined;
};

/**
 * On Windows the known folders `%APPDATA%` and `%LOCALAPPDATA%` instead; local sockets are pipes there, which
 * have no folder.
 */
export function pathsOf(
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
): Paths {
  if (platform === "win32") return windowsPaths(environment);
  const home = environment["HOME"] || homedir();
  const runtime = absolute(environment["XDG_RUNTIME_DIR"]);
  return {
    config: join(absolute(environment["XDG_CONFIG_HOME"]) ?? join(home, ".config"), "club"),
    state: join(absolute(environment["XDG_STATE_HOME"]) ?? join(home, ".local", "state"), "club"),
    runtime: runtime === undefined ? undefined : join(runtime, "club"),
  };
}

function windowsPaths(environment: Environment): Paths {
  const home = environment["USERPROFILE"] || homedir();
  const roaming = environment["APPDATA"] || win32.join(home, "AppData", "Roaming");
  const local = environment["LOCALAPPDATA"] || win32.join(home, "AppData", "Local");
  return {
    config: win32.join(roaming, "club"),
    state: win32.join(local, "club"),
    runtime: undefined,
  };
}

/** The specification has relative paths ignored. */
function absolute(path: string | undefined): string | undefined {
  return path?.startsWith("/") ? path : undefined;
}
