import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";

export type OpusSettings = {
  /** 48 kbit/s is transparent for speech; half of it is still good. */
  readonly bitsPerSecondPerChannel: number;
  /** 0 to 10. 5 costs a quarter of 10, and with speech nobody hears the difference. */
  readonly complexity: number;
  /** What libopus favours: `voip` the intelligibility of speech, `audio` fidelity to the input. */
  readonly application: "voip" | "audio";
};

export const defaultOpus: OpusSettings = {
  bitsPerSecondPerChannel: 48_000,
  complexity: 5,
  application: "voip",
};

/** The rates that libopus takes (RFC 6716, 2). */
const opusRatesHz = [8_000, 12_000, 16_000, 24_000, 48_000];

/** ffmpeg's output options: a page for each packet, so that every 20 ms are sent as they are spoken. */
export function opusOptions(source: PcmFormat, settings: OpusSettings, hasSoxr: boolean): string {
  const bitsPerSecond = settings.bitsPerSecondPerChannel * source.channels;
  const speech = `-application ${settings.application} -compression_level ${settings.complexity}`;
  const codec = `-c:a libopus -b:a ${bitsPerSecond} ${speech} -frame_duration 20`;
  return `${toOpusRate(source, hasSoxr)} ${codec} -f ogg -page_duration 20000`.trimStart();
}

/**
 * The next higher rate of libopus. soxr gives every clip its exact length; ffmpeg's own resampler,
 * where that is missing, gives nothing for clips of less than a millisecond.
 */
function toOpusRate({ rateHz }: PcmFormat, hasSoxr: boolean): string {
  if (opusRatesHz.includes(rateHz)) return "";
  const target = opusRatesHz.find((rate) => rate >= rateHz) ?? 48_000;
  return `-af aresample=${target}${hasSoxr ? ":resampler=soxr" : ""}`;
}
