import type { PromptSource } from "../speech/voice-generation.ts";
import { type SpeakerSamples, transcriptOf } from "./speaker-samples.ts";
import type { PromptStore } from "./prompt-store.ts";

/** A cast's recordings, loaded when they are needed; undefined: nobody of it has any. */
export function promptSource(cast: SpeakerSamples, desk: PromptStore): PromptSource | undefined {
  if (cast.length === 0) return undefined;
  const samples = cast.map(({ sample }) => sample);
  return {
    load: (signal) => desk.load(samples, signal),
    transcript: (isTagged) => transcriptOf(cast, isTagged),
  };
}
