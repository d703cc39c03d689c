import { type FileHandle, open } from "node:fs/promises";
import { bytesPerSample } from "@club/shared/audio/pcm-format.ts";
import { writeAll } from "../../archive/file-pieces.ts";
import { storageFailure } from "../../archive/storage-failure.ts";
import type { Encoders } from "../../encoding/encoders.ts";
import type { AudioFormat } from "../../encoding/formats.ts";
import type { BookTitles } from "./chapter-marks.ts";
import { masteredPcm } from "./mastered-pcm.ts";
import type { Timeline } from "./timeline.ts";
import { wholeFile } from "./whole-file.ts";
import { writeM4b } from "./write-m4b.ts";

/** The kinds of file that a book comes as. */
export const masterFormats = ["wav", "opus", "flac", "mp3", "m4b"] as const;

export type MasterFormat = (typeof masterFormats)[number];

export type Master = {
  readonly timeline: Timeline;
  readonly format: MasterFormat;
  /** For M4B. */
  readonly titles: BookTitles;
  readonly encoders: Encoders;
  /** The program: a name on the PATH, or a path. */
  readonly ffmpeg: string;
};

/**
 * Writes a book to a file, which is there whole or not at all; memory does not grow with its length.
 * Throws ENCODER_FAILED, STORAGE_FULL, INVALID_REQUEST where ffmpeg lacks the format, what reading a
 * segment throws, and the signal's reason.
 */
export async function writeMaster(
  path: string,
  master: Master,
  signal: AbortSignal,
): Promise<void> {
  const { timeline, format, titles, encoders, ffmpeg } = master;
  await wholeFile(path, async (part) => {
    const pcm = masteredPcm(timeline, encoders, signal);
    if (format === "m4b") await writeM4b(part, { timeline, titles, ffmpeg }, pcm, signal);
    else await writeEncoded(part, { timeline, format, encoders }, pcm, signal);
  });
}

type Encoded = Pick<Master, "timeline" | "encoders"> & { readonly format: AudioFormat };

async function writeEncoded(
  path: string,
  { timeline, format, encoders }: Encoded,
  pcm: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const encoder = encoders.exactly(format);
  const source = { rateHz: timeline.rateHz, channels: 1 };
  const patch = encoder.patch(timeline.frames * bytesPerSample, source);
  await using file = await open(path, "r+").catch(refuse);
  await writeFrom(file, encoder.encode(pcm, source, signal));
  if (patch !== undefined) await writeAll(file, [patch.bytes], patch.at).catch(refuse);
  await file.sync().catch(refuse);
}

async function writeFrom(file: FileHandle, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  let at = 0;
  for await (const piece of bytes) {
    await writeAll(file, [piece], at).catch(refuse);
    at += piece.byteLength;
  }
}

function refuse(error: unknown): never {
  throw storageFailure(error);
}
