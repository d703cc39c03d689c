import type { EngineFeature } from "../engines/engine.ts";
import type { Candidate } from "./candidate.ts";
import type { Trial } from "./trial.ts";

/** The candidate with what its trial has shown, where that is not what its kind claims. */
export function learn(candidate: Candidate, trial: Trial): Candidate {
  if (trial.at === "failed") return candidate;
  const { features } = trial.description;
  const isStreaming = features.includes("streaming");
  const heeded = features.filter((feature) => feature !== "speed" || trial.heedsSpeed !== false);
  return having(candidate, {
    ...(heeded.length < features.length && { features: heeded }),
    ...(isStreaming && trial.streamed === false && { streams: false }),
  });
}

/** The candidate as one that is asked for a stream. */
export function withStreaming(candidate: Candidate): Candidate {
  return having(candidate, { streams: true });
}

/** The candidate as one that answers when all is generated, and is asked for nothing else. */
export function withoutStreaming(candidate: Candidate): Candidate {
  const features: readonly EngineFeature[] = ["speed", "instructions"];
  return having(candidate, { features });
}

function having(candidate: Candidate, more: Candidate["settings"]): Candidate {
  return { ...candidate, settings: { ...candidate.settings, ...more } };
}
