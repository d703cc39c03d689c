import type { PromptSource } from "../speech/scene.ts";
import { type Cast, transcriptOf } from "./cast.ts";
import type { PromptDesk } from "./prompt-desk.ts";

/** A cast's recordings, loaded when they are needed; undefined: nobody of it has any. */
export function promptSource(cast: Cast, desk: PromptDesk): PromptSource | undefined {
  if (cast.length === 0) return undefined;
  const samples = cast.map(({ sample }) => sample);
  return {
    load: (signal) => desk.load(samples, signal),
    transcript: (isTagged) => transcriptOf(cast, isTagged),
  };
}
