import { stat } from "node:fs/promises";
import { type TokenSource, tokenFile } from "../config/token-source.ts";
import { type Finding, ok, warning } from "./finding.ts";

/** Whether others on this machine could read the key. */
export async function checkFileModes(source: TokenSource): Promise<Finding> {
  const path = tokenFile(source);
  if (path === undefined) return ok("files", "the key is in the environment");
  const mode = await stat(path).then(
    (stats) => stats.mode,
    () => 0,
  );
  if ((mode & 0o077) === 0 || process.platform === "win32")
    return ok("files", `${path} is yours alone`);
  return warning("files", `others on this machine can read ${path}`, `chmod 600 ${path}`);
}
