import { stat } from "node:fs/promises";
import { asFailure } from "@club/shared/wire/failures.ts";
import type { TokenSource } from "../config/token-source.ts";
import { tokenFile } from "../config/token-source.ts";
import { createEngine } from "../engines/create-engine.ts";
import { findProgram } from "../engines/program/find-program.ts";
import type { ServiceConfig } from "../engines/service-config.ts";
import { bad, type Finding, ok, warning } from "./finding.ts";

/** Each engine: whether it is up, and what it offers. */
export async function checkEngine(config: ServiceConfig): Promise<Finding> {
  const check = `engine ${config.model}`;
  const signal = new AbortController().signal;
  try {
    const engine = createEngine(config);
    const health = await engine.health(signal);
    if (health.state === "down") return bad(check, health.reason, startIt(config));
    const { voices } = await engine.describe(signal);
    if (voices.length > 0) return ok(check, `${health.state}, ${voices.length} voices`);
    return ok(check, `${health.state}; it does not list its voices`);
  } catch (thrown) {
    return bad(check, asFailure(thrown).message, startIt(config));
  }
}

/** ffmpeg is needed only by engines that give compressed audio. */
export async function checkFfmpeg(): Promise<Finding> {
  const path = await findProgram("ffmpeg");
  if (path !== undefined) return ok("ffmpeg", path);
  const fix = "install it (apt install ffmpeg)";
  return warning("ffmpeg", "engines that answer with MP3 or Opus cannot be understood", fix);
}

/** Whether others on this machine could read the key. */
export async function checkFileModes(source: TokenSource): Promise<Finding> {
  const path = tokenFile(source);
  if (path === undefined) return ok("files", "the key is in the environment");
  const { mode } = await stat(path);
  if ((mode & 0o077) === 0) return ok("files", `${path} is yours alone`);
  return warning("files", `others on this machine can read ${path}`, `chmod 600 ${path}`);
}

function startIt(config: ServiceConfig): string {
  return "url" in config ? `start the server at ${config.url}` : `install ${config.engine}`;
}
