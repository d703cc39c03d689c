import { Failure } from "@club/shared/wire/failures.ts";
import type { Target } from "../../encoding/conversion.ts";

/** Deepgram's rates. */
const ratesHz = [8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];

export type DeepgramFormat = { readonly target: Target; readonly contentType: string };

/**
 * Reads `encoding`, `sample_rate`, `bit_rate` and `container`. `encoding` is what a route makes unless it
 * is told otherwise. Throws INVALID_REQUEST.
 */
export function deepgramFormat(query: URLSearchParams, encoding: string): DeepgramFormat {
  const name = query.get("encoding") ?? encoding;
  const container = query.get("container") ?? "wav";
  const rateHz = numberIn(query, "sample_rate");
  const bitsPerSecond = numberIn(query, "bit_rate");
  if (rateHz !== undefined && !ratesHz.includes(rateHz)) throw unknown("sample_rate", rateHz);
  if (bitsPerSecond !== undefined && !isBitRate(bitsPerSecond)) {
    throw unknown("bit_rate", bitsPerSecond);
  }
  switch (name) {
    case "linear16": {
      const target = {
        codec: container === "wav" ? "wav" : "pcm",
        rateHz: rateHz ?? 24_000,
      } as const;
      return { target, contentType: container === "wav" ? "audio/wav" : "audio/l16" };
    }
    case "mulaw":
    case "alaw":
      return { target: { codec: name, rateHz: rateHz ?? 8_000 }, contentType: `audio/${name}` };
    case "mp3":
      return {
        target: { codec: "mp3", rateHz: 22_050, bitsPerSecond: bitsPerSecond ?? 48_000 },
        contentType: "audio/mpeg",
      };
    case "opus":
      return {
        target: { codec: "opus", bitsPerSecond: bitsPerSecond ?? 48_000 },
        contentType: "audio/ogg",
      };
    case "flac":
    case "aac":
      return { target: { codec: name, rateHz: rateHz ?? 22_050 }, contentType: `audio/${name}` };
    default:
      throw unknown("encoding", name);
  }
}

/** What speech needs at least in any of these encodings, and what none of them goes beyond. */
function isBitRate(bitsPerSecond: number): boolean {
  return bitsPerSecond >= 8_000 && bitsPerSecond <= 256_000;
}

function numberIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,6}$/.test(text)) throw unknown(name, text);
  return Number(text);
}

function unknown(param: string, value: string | number): Failure {
  const message = `${param}: "${value}" is not among those that this hub makes.`;
  return new Failure("INVALID_REQUEST", message, { param });
}
