import type { Encoder } from "./encoder.ts";
import type { FfmpegPool } from "./ffmpeg-pool.ts";
import { fileFormats, openAiPcm } from "./formats.ts";
import { resample } from "./resampler.ts";

/** OpenAI's `pcm`: as it comes where it is that already, resampled and mixed down otherwise. */
export function pcmEncoder(pool: FfmpegPool): Encoder {
  return {
    format: "pcm",
    ...fileFormats.pcm,
    encode: (pcm, source, signal) => resample(pool, pcm, source, openAiPcm, signal),
    patch: () => undefined,
  };
}
