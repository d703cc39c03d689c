import { spawn } from "node:child_process";
import { buffer, text } from "node:stream/consumers";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { temporaryFolder } from "../temporary-folder.ts";

const demuxers = { wav: "wav", opus: "ogg", mp3: "mp3", aac: "aac", flac: "flac" } as const;

/** What ffmpeg makes of a file: its PCM at the file's own rate and channels. Throws when it complains. */
export async function decoded(file: Uint8Array, format: keyof typeof demuxers): Promise<Buffer> {
  const args = `-v error -f ${demuxers[format]} -i pipe:0 -f s16le pipe:1`;
  const ffmpeg = spawn("ffmpeg", args.split(" "));
  ffmpeg.stdin.on("error", () => {});
  ffmpeg.stdin.end(file);
  const [pcm, complaints] = await Promise.all([buffer(ffmpeg.stdout), text(ffmpeg.stderr)]);
  if (complaints !== "") throw new Error(complaints);
  return pcm;
}

/** What ffprobe says of a file on disk. */
export async function probed(t: TestContext, file: Uint8Array): Promise<Probe> {
  const path = join(await temporaryFolder(t), "audio");
  await writeFile(path, file);
  const entries = "stream=codec_name,sample_rate,channels,duration";
  const args = ["-v", "error", "-show_entries", entries, "-of", "json", path];
  const { streams } = JSON.parse(await text(spawn("ffprobe", args).stdout)) as { streams: Probe[] };
  if (streams[0] === undefined) throw new Error("no stream");
  return streams[0];
}

export type Probe = {
  readonly codec_name: string;
  readonly sample_rate: string;
  readonly channels: number;
  readonly duration?: string;
};
