import { FrameCutter } from "@club/shared/audio/frame-cutter.ts";
import { bytesPerFrame } from "@club/shared/audio/pcm-format.ts";
import { ffmpegFailure } from "./ffmpeg-failure.ts";
import type { FfmpegKind } from "./ffmpeg-kind.ts";
import type { FfmpegPool } from "./ffmpeg-pool.ts";
import type { FfmpegProcess } from "./ffmpeg-process.ts";

/**
 * PCM through an ffmpeg of the pool, fed and drained at the same time. Throws what the source throws,
 * the signal's reason, and ENCODER_FAILED; leaving the iteration or the signal kills the process. A
 * source that stands still then is left as soon as it moves again, or its own signal ends it.
 */
export async function* transcode(
  pool: FfmpegPool,
  kind: FfmpegKind,
  pcm: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  signal.throwIfAborted();
  const ffmpeg = pool.take(kind);
  const kill = (): void => ffmpeg.kill();
  signal.addEventListener("abort", kill, { once: true });
  const feeding = feed(ffmpeg, pcm);
  // Where the process ends first, nobody asks any more how the source went on.
  feeding.catch(() => {});
  let gave = 0;
  try {
    for await (const bytes of ffmpeg.output()) {
      gave += bytes.byteLength;
      yield bytes;
    }
    const end = await ffmpeg.ended;
    signal.throwIfAborted();
    const isFed = await Promise.race([feeding, Promise.resolve(false)]);
    const isWhole = isFed && end.at === "exited" && end.code === 0 && (gave > 0 || !kind.isFile);
    if (!isWhole) throw ffmpegFailure(end);
  } finally {
    signal.removeEventListener("abort", kill);
    ffmpeg.kill();
  }
}

/** Gives the process everything; returns whether it took it. A source that fails ends the process. */
async function feed(ffmpeg: FfmpegProcess, pcm: AsyncIterable<Uint8Array>): Promise<boolean> {
  const { source, isFile } = ffmpeg.kind;
  const cutter = new FrameCutter(bytesPerFrame(source));
  let fed = 0;
  try {
    for await (const chunk of pcm) {
      const frames = cutter.take(chunk);
      fed += frames.byteLength;
      if (frames.byteLength > 0) await ffmpeg.write(frames);
      if (!ffmpeg.isAlive) return false;
    }
  } catch (error) {
    ffmpeg.kill();
    throw error;
  }
  // No format has a file without any sound: it becomes one silent frame.
  if (fed === 0 && isFile) await ffmpeg.write(new Uint8Array(bytesPerFrame(source)));
  ffmpeg.endInput();
  return true;
}
