import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { sampleFormat } from "../../src/voices/sample.ts";

const run = promisify(execFile);

/** ffmpeg's options for each kind of file that samples come in. */
export const kinds = {
  wav: "-c:a pcm_s24le -f wav",
  mp3: "-c:a libmp3lame -f mp3",
  webm: "-c:a libopus -f webm",
  ogg: "-c:a libopus -f ogg",
  flac: "-c:a flac -f flac",
  // To a file that can be sought in, as phones write them: their index comes last.
  m4a: "-c:a aac",
} as const;

export type Kind = keyof typeof kinds;

/** A file with a tone of so many seconds, written by ffmpeg; into `path` where its kind needs one. */
export function tone(kind: Kind, seconds: number, path = "pipe:1"): Promise<Buffer> {
  return ffmpeg(`-i sine=d=${seconds}:r=48000 ${kinds[kind]} ${path}`);
}

/** Hours of nothing, which FLAC keeps in next to nothing. */
export function silence(seconds: number): Promise<Buffer> {
  return ffmpeg(`-i anullsrc=r=8000:cl=mono:d=${seconds} -c:a flac -f flac pipe:1`);
}

async function ffmpeg(args: string): Promise<Buffer> {
  const all = `-v error -y -f lavfi ${args}`.split(" ");
  const { stdout } = await run("ffmpeg", all, { encoding: "buffer", maxBuffer: 2 ** 28 });
  return stdout;
}

/** Frames in so many seconds of a normalised recording. */
export function framesIn(seconds: number): number {
  return seconds * sampleFormat.rateHz;
}

/** Bytes in pieces of any size. */
export async function* inPieces(bytes: Uint8Array, size = 4_096): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
