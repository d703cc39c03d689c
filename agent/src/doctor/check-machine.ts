import { asFailure } from "@club/shared/wire/failures.ts";
import { engineMaker } from "../engines/create-engine.ts";
import { shownAddress } from "../engines/http/server-address.ts";
import { findProgram } from "../engines/program/find-program.ts";
import type { ServiceConfig } from "../engines/service-config.ts";
import { memoryWords } from "../gpu/gpu.ts";
import { readGpus } from "../gpu/read-gpus.ts";
import { bad, type Finding, ok, skipped, warning } from "./finding.ts";

/** Each engine: whether it is up, and what it offers. */
export async function checkEngine(config: ServiceConfig): Promise<Finding> {
  const check = `engine ${config.model}`;
  const { signal } = new AbortController();
  const engine = engineMaker()(config);
  try {
    const health = await engine.health(signal);
    if (health.state === "down") return bad(check, health.reason, startIt(config));
    if (health.state === "loading") return warning(check, health.reason, "wait until it is loaded");
    if (health.state === "busy")
      return ok(check, "it is busy: it accepts connections and is silent");
    const { voices, aliases = 0 } = await engine.describe(signal);
    const own = voices.length - aliases;
    if (own > 0) return ok(check, `${health.state}, ${own} voices`);
    return ok(check, `${health.state}; it does not list its voices`);
  } catch (thrown) {
    return bad(check, asFailure(thrown).message, startIt(config));
  } finally {
    await engine.close?.();
  }
}

/** ffmpeg is needed only by engines that give compressed audio. */
export async function checkFfmpeg(): Promise<Finding> {
  const path = await findProgram("ffmpeg");
  if (path !== undefined) return ok("ffmpeg", path);
  const fix = "install it (apt install ffmpeg)";
  return warning("ffmpeg", "engines that answer with MP3 or Opus cannot be understood", fix);
}

/** The graphics cards, where their maker's tool tells of them. */
export async function checkGpus(): Promise<Finding> {
  const gpus = await readGpus(new AbortController().signal);
  if (gpus.length === 0) return skipped("gpu", "neither nvidia-smi nor rocm-smi tells of one");
  return ok("gpu", gpus.map((gpu) => `${gpu.name}, ${memoryWords(gpu)}`).join("; "));
}

function startIt(config: ServiceConfig): string {
  return "url" in config
    ? `start the server at ${shownAddress(config.url)}`
    : `install ${config.engine}`;
}
