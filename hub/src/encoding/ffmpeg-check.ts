import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { unstartable } from "./ffmpeg-failure.ts";
import { type FfmpegFormat, ffmpegOutputs } from "./formats.ts";
import { encodingLimits } from "./limits.ts";

const run = promisify(execFile);

/** What this machine's ffmpeg can do. */
export type FfmpegAbilities = {
  /** Why some of what is asked for cannot be made. */
  readonly fault: string | undefined;
  readonly hasSoxr: boolean;
};

/** Asks ffmpeg what it can do; for the start, since it takes some 0.1 s. Never throws. */
export async function checkFfmpeg(
  program: string,
  formats: readonly FfmpegFormat[],
): Promise<FfmpegAbilities> {
  try {
    // The list is on stdout, the way it was built on stderr.
    const { stdout, stderr } = await run(program, ["-encoders"], {
      timeout: encodingLimits.checkMs,
      killSignal: "SIGKILL",
    });
    const missing = formats
      .map((format) => ffmpegOutputs[format].encoder)
      .filter((name) => !stdout.includes(` ${name} `));
    const fault = missing.length > 0 ? `ffmpeg lacks ${missing.join(", ")}` : undefined;
    return { fault, hasSoxr: stderr.includes("--enable-libsoxr") };
  } catch (error) {
    return { fault: unstartable(error as Error), hasSoxr: false };
  }
}
