import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { unstartable } from "./ffmpeg-failure.ts";
import { type FfmpegFormat, ffmpegFormats, ffmpegOutputs } from "./formats.ts";
import { encodingLimits } from "./limits.ts";

const run = promisify(execFile);

/** What this machine's ffmpeg can do. */
export type FfmpegAbilities = {
  /** Why ffmpeg does not serve at all. */
  readonly fault: string | undefined;
  /** The encodings that it was built with. */
  readonly formats: readonly FfmpegFormat[];
  readonly hasSoxr: boolean;
};

/** Asks ffmpeg what it can do; for the start, since it takes some 0.1 s. Never throws. */
export async function checkFfmpeg(program: string): Promise<FfmpegAbilities> {
  try {
    // The list is on stdout, the way it was built on stderr.
    const { stdout, stderr } = await run(program, ["-encoders"], {
      timeout: encodingLimits.checkMs,
      killSignal: "SIGKILL",
    });
    const formats = ffmpegFormats.filter((format) =>
      stdout.includes(` ${ffmpegOutputs[format].encoder} `),
    );
    return { fault: undefined, formats, hasSoxr: stderr.includes("--enable-libsoxr") };
  } catch (error) {
    return { fault: unstartable(error as Error), formats: [], hasSoxr: false };
  }
}
