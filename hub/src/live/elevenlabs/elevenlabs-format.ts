import { Failure } from "@club/shared/wire/failures.ts";
import type { Target } from "../../encoding/conversion.ts";

export type ElevenLabsFormat = { readonly target: Target; readonly contentType: string };

/** What ElevenLabs makes where nothing is said. */
export const defaultFormat = "mp3_44100_128";

/** Reads an `output_format`, such as `mp3_44100_128`, `pcm_16000` or `ulaw_8000`. Throws INVALID_REQUEST. */
export function elevenLabsFormat(name: string): ElevenLabsFormat {
  const [, codec = "", rate = "", kilobits = ""] = pattern.exec(name) ?? [];
  const rateHz = Number(rate);
  const bitsPerSecond = Number(kilobits) * 1000;
  if (codec === "pcm" && pcmRatesHz.includes(rateHz) && kilobits === "") {
    return { target: { codec, rateHz }, contentType: `audio/pcm;rate=${rateHz};channels=1` };
  }
  if ((codec === "ulaw" || codec === "alaw") && rateHz === 8_000 && kilobits === "") {
    const target = { codec: codec === "ulaw" ? "mulaw" : "alaw", rateHz } as const;
    return { target, contentType: "audio/basic" };
  }
  if (codec === "mp3" && mp3RatesHz.includes(rateHz) && isBitRate(bitsPerSecond)) {
    return { target: { codec, rateHz, bitsPerSecond }, contentType: "audio/mpeg" };
  }
  if (codec === "opus" && rateHz === 48_000 && isBitRate(bitsPerSecond)) {
    return { target: { codec, bitsPerSecond }, contentType: "audio/ogg" };
  }
  const message = `output_format: "${name.slice(0, 40)}" is none that this hub makes.`;
  throw new Failure("INVALID_REQUEST", message, { param: "output_format" });
}

const pattern = /^([a-z0-9]{2,4})_(\d{4,5})(?:_(\d{2,3}))?$/;

const pcmRatesHz = [8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];
const mp3RatesHz = [22_050, 24_000, 44_100];

function isBitRate(bitsPerSecond: number): boolean {
  return bitsPerSecond >= 16_000 && bitsPerSecond <= 192_000;
}
