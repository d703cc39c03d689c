import { transcriptOf, type SpeakerSamples } from "./speaker-samples.ts";
import type { LoadedRecording, PromptStore } from "./prompt-store.ts";

/** The recordings of a script's speakers, loaded when they are needed. */
export type SpeakerPrompt = {
  /** All of them in one WAV. Throws INVALID_VOICE_SAMPLE when one was deleted, and BUSY. */
  load(signal: AbortSignal): Promise<LoadedRecording>;
  /** What is said in them, a line for each; with the speaker's tag where the engine reads scripts. */
  transcript(isTagged: boolean): string;
};

/** Undefined when no speaker has a sample. */
export function promptSource(
  speakerSamples: SpeakerSamples,
  prompts: PromptStore,
): SpeakerPrompt | undefined {
  if (speakerSamples.length === 0) return undefined;
  const samples = speakerSamples.map(({ sample }) => sample);
  return {
    load: (signal) => prompts.load(samples, signal),
    transcript: (isTagged) => transcriptOf(speakerSamples, isTagged),
  };
}
