import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";

/** One recording in somebody's voice library. */
export type Sample = SampleFacts & {
  readonly id: string;
  readonly userId: string;
  readonly createdMs: number;
  /** Length of the normalised recording, in frames of `sampleFormat`. */
  readonly frames: number;
  /** The file as it came: its size, and the ending that tells its kind (`webm`). */
  readonly bytes: number;
  readonly extension: string;
  /** When its uploader stated that the speaker agreed to its use. */
  readonly consentedMs: number;
};

/** What its owner says of it, and may change. */
export type SampleFacts = {
  readonly speakerName: string;
  readonly label: string;
  /** What is said in it; empty: not known, and then it cannot be cloned. */
  readonly transcript: string;
  /** A BCP 47 tag. */
  readonly language: string | undefined;
  /** Whether it is the one to use for its speaker: at most one of a speaker is. */
  readonly isDefault: boolean;
};

/** All recordings are kept, joined and sent in this format: Dia's own rate, so that it need not resample. */
export const sampleFormat: PcmFormat = { rateHz: 44_100, channels: 1 };
