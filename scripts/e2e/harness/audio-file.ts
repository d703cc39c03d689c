import { readFile } from "node:fs/promises";
import { execa } from "execa";

export type AudioFile = {
  readonly codec: string;
  readonly rateHz: number;
  readonly channels: number;
  readonly seconds: number;
};

/** How long a file plays: its samples, decoded and counted. Opus' pre-skip is not among them. */
export async function playedSeconds(file: string): Promise<number> {
  const args = ["-v", "error", "-i", file, "-f", "s16le", "-ac", "1", "-ar", "48000", "-"];
  const { stdout } = await execa("ffmpeg", args, { encoding: "buffer" });
  return stdout.length / 2 / 48_000;
}

/** What ffprobe finds in a file. */
export async function probeAudio(file: string): Promise<AudioFile> {
  const fields = "stream=codec_name,sample_rate,channels:format=duration";
  const { stdout } = await execa("ffprobe", [
    "-v",
    "error",
    "-of",
    "json",
    "-show_entries",
    fields,
    file,
  ]);
  const { streams, format } = JSON.parse(stdout) as {
    streams: { codec_name: string; sample_rate: string; channels: number }[];
    format: { duration: string };
  };
  const [stream] = streams;
  if (stream === undefined || streams.length > 1) throw new Error(`Not one stream: ${stdout}`);
  return {
    codec: stream.codec_name,
    rateHz: Number(stream.sample_rate),
    channels: stream.channels,
    seconds: Number(format.duration),
  };
}

/** Whether an Ogg file's last page is whole and says that it is the last (RFC 3533, section 6). */
export async function endsWithEos(file: string): Promise<boolean> {
  const bytes = await readFile(file);
  const start = bytes.lastIndexOf("OggS");
  if (start < 0) return false;
  const segments = bytes.subarray(start + 27, start + 27 + bytes.readUInt8(start + 26));
  const pageBytes = 27 + segments.length + segments.reduce((sum, length) => sum + length, 0);
  const isLast = (bytes.readUInt8(start + 5) & 4) !== 0;
  return isLast && start + pageBytes === bytes.length;
}
