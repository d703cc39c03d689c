import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { wavHeader } from "@club/shared/audio/wav-header.ts";
import type { Bench, Benchmark, Finding } from "../benchmark.ts";
import { noise } from "../engine/noise.ts";
import { bytesPerSecond, pcmFormat, unpacedWriteBytes } from "../limits.ts";
import { costOf, endedChildrenCpuMs } from "../measure/process-cost.ts";
import { inRounds } from "../measure/rounds.ts";
import { ratios } from "../measure/statistics.ts";
import { speech } from "./speech.ts";

/** What encoding on the way costs over encoding a file. */
export const opusCpu: Benchmark = {
  name: "opus-cpu",
  title: "Opus: CPU of hub and ffmpeg against plain `ffmpeg file → file`",
  method:
    "One clip of unpaced noise at a time through Club as Opus, and the same samples from a file by the same ffmpeg with the same settings.",
  run,
};

async function run(bench: Bench): Promise<Finding> {
  const seconds = bench.isFull ? 600 : 120;
  const file = join(bench.folder, "noise.wav");
  await writeFile(file, clip(seconds));
  const club = async () => {
    const plan = speech(bench.club, { model: "unpaced", seconds, format: "opus" });
    const ask = () => bench.load.run({ ...plan, concurrency: 1, until: { requests: 1 } });
    return (await costOf({ hub: [bench.club.hub.pid] }, ask)).cpuMs["hub"] ?? Number.NaN;
  };
  const plain = async () => {
    const args = ["-hide_banner", "-loglevel", "error", "-y", "-i", file, ...settings];
    const beforeMs = await endedChildrenCpuMs();
    await execa("ffmpeg", [...args, join(bench.folder, "noise.opus")]);
    return (await endedChildrenCpuMs()) - beforeMs;
  };
  await club();
  const [files = [], clubs = []] = await inRounds(bench.rounds, [plain, club], (encode) =>
    encode(),
  );
  const minutes = seconds / 60;
  const perMinute = (numbers: readonly number[]) => numbers.map((ms) => ms / minutes);
  return {
    columns: [{ key: "cpu", title: "CPU, ms per minute of audio", digits: 0, hasRatio: true }],
    rows: [
      { name: "ffmpeg, file to file", values: { cpu: perMinute(files) } },
      { name: "Club: hub and its ffmpeg", values: { cpu: perMinute(clubs) } },
    ],
    goals: [
      {
        what: "Opus: CPU against plain ffmpeg",
        limit: 1.15,
        unit: "×",
        measured: ratios(clubs, files),
      },
    ],
  };
}

/** The hub's own, out of hub/src/encoding/opus-options.ts. */
const settings =
  "-c:a libopus -b:a 48000 -application voip -compression_level 5 -frame_duration 20 -f ogg -page_duration 20000".split(
    " ",
  );

/** What the engine speaks in so many seconds, as a file. */
function clip(seconds: number): Buffer {
  const bytes = seconds * bytesPerSecond;
  const piece = noise(unpacedWriteBytes);
  const pieces = Array.from({ length: Math.ceil(bytes / piece.length) }, () => piece);
  return Buffer.concat([wavHeader(pcmFormat, bytes), Buffer.concat(pieces).subarray(0, bytes)]);
}
