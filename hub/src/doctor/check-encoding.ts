import type { Settings } from "../config.ts";
import { checkFfmpeg } from "../encoding/ffmpeg-check.ts";
import { bad, type Finding, ok, warning } from "./finding.ts";

/** ffmpeg: whether it is there, and makes what the hub is told to make. */
export async function* checkEncoding({
  ffmpeg,
  transcode,
}: Pick<Settings, "ffmpeg" | "transcode">): AsyncGenerator<Finding> {
  const { fault, formats } = await checkFfmpeg(ffmpeg);
  if (fault !== undefined) {
    const fix = "Install ffmpeg, or name it with --ffmpeg.";
    const detail = `${fault} Without it there are WAV and PCM alone, and no voice samples.`;
    yield transcode.length > 0 ? bad("ffmpeg", detail, fix) : warning("ffmpeg", detail, fix);
    return;
  }
  const lacking = transcode.filter((format) => !formats.some((one) => one === format));
  yield lacking.length === 0
    ? ok("ffmpeg", `makes ${formats.join(", ")}`)
    : bad(
        "ffmpeg",
        `cannot make ${lacking.join(", ")}`,
        "Install an ffmpeg that was built with it.",
      );
}
