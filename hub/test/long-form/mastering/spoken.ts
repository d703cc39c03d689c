import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { segmentFigures } from "../../../src/long-form/checks/segment-figures.ts";
import type { MasterSegment } from "../../../src/long-form/mastering/master-segment.ts";
import { chunked } from "../../encoding/sample-audio.ts";

/** Speech by espeak-ng: mono, 16 bits, 22,050 Hz. */
export async function spoken(text: string, voice = "en", volume = 100): Promise<Buffer> {
  const args = ["--stdout", "-v", voice, "-a", String(volume), text];
  const options = { encoding: "buffer", maxBuffer: 64 * 1024 * 1024, timeout: 60_000 } as const;
  const { stdout } = await promisify(execFile)("espeak-ng", args, options);
  return stdout.subarray(44);
}

/** A segment in memory. */
export function segmentOf(
  pcm: Buffer,
  rateHz: number,
  text = "Words.",
  endsParagraph = false,
): MasterSegment {
  return {
    text,
    figures: segmentFigures(pcm, rateHz),
    endsParagraph,
    read: (_, fromByte) => chunked(pcm.subarray(fromByte), 4_097),
  };
}

/** A tone between silences. */
export function toneBetween(
  rateHz: number,
  ms: readonly [number, number, number],
  level = 0.3,
  hz = 440,
): Buffer {
  const [before, tone, after] = ms.map((one) => Math.round((rateHz * one) / 1000)) as [
    number,
    number,
    number,
  ];
  const pcm = Buffer.alloc((before + tone + after) * 2);
  for (let frame = 0; frame < tone; frame += 1) {
    const value = level * 32_767 * Math.sin((2 * Math.PI * hz * frame) / rateHz);
    pcm.writeInt16LE(Math.round(value), (before + frame) * 2);
  }
  return pcm;
}
