import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { Encoder } from "./encoder.ts";
import type { FfmpegPool } from "./ffmpeg-pool.ts";
import { resample } from "./resampler.ts";

/** What OpenAI's `pcm` is: 24 kHz, 16 bits, mono. */
export const openAiPcm: PcmFormat = { rateHz: 24_000, channels: 1 };

/** OpenAI's `pcm`: as it comes where it is that already, resampled and mixed down otherwise. */
export function pcmEncoder(pool: FfmpegPool): Encoder {
  return {
    format: "pcm",
    contentType: `audio/pcm;rate=${openAiPcm.rateHz};channels=${openAiPcm.channels}`,
    extension: "pcm",
    encode: (pcm, source, signal) => resample(pool, pcm, source, openAiPcm, signal),
    patch: () => undefined,
  };
}
