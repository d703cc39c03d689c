import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { temporaryFolder } from "../temporary-folder.ts";

/**
 * A program in ffmpeg's place that passes for it at the start and then does something else: `work`
 * is a shell script, which has ffmpeg's options as its arguments.
 */
export async function standIn(t: TestContext, work: string): Promise<string> {
  const path = join(await temporaryFolder(t), "ffmpeg");
  const listing = 'if [ "$1" = -encoders ]; then echo " libopus "; exit; fi';
  await writeFile(path, `#!/bin/sh\n${listing}\n${work}\n`, { mode: 0o755 });
  return path;
}
