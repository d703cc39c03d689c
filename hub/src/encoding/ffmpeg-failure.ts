import { Failure } from "@club/shared/wire/failures.ts";
import { unreachable } from "@club/shared/unreachable.ts";
import type { FfmpegEnd } from "./ffmpeg-process.ts";

/** What an end means, when more was expected. What ffmpeg said of it is the cause. */
export function ffmpegFailure(end: FfmpegEnd): Failure {
  switch (end.at) {
    case "unstartable":
      return failed(unstartable(end.cause), end.cause);
    case "exited":
      return failed("ffmpeg failed", new Error(`exit code ${end.code}: ${end.words}`));
    case "hung":
      return failed("ffmpeg hangs", new Error("it gave nothing back for too long"));
    default:
      return unreachable(end);
  }
}

/** Why a program cannot be started, with what its operator can do about it. */
export function unstartable(cause: Error): string {
  return (cause as NodeJS.ErrnoException).code === "ENOENT"
    ? "ffmpeg is not installed on this hub (on Debian and Ubuntu: apt-get install ffmpeg)"
    : "ffmpeg cannot be started on this hub";
}

function failed(reason: string, cause: Error): Failure {
  const message = `The audio could not be encoded: ${reason}. response_format wav needs no encoder.`;
  return new Failure("ENCODER_FAILED", message, { cause });
}
