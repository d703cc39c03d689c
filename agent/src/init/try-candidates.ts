import type { Candidate } from "./candidate.ts";
import { initLimits } from "./limits.ts";
import { type Trial, tryCandidate } from "./trial.ts";

export type Tried = { readonly candidate: Candidate; readonly trial: Trial };

/** Tries the candidates, a few at a time, and tells of each as it is done; in their order. */
export async function tryCandidates(
  candidates: readonly Candidate[],
  tell: (tried: Tried) => void,
  signal: AbortSignal,
): Promise<Tried[]> {
  const done = new Map<Candidate, Tried>();
  const waiting = [...candidates];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const tried = await settle(next, signal);
      done.set(next, tried);
      tell(tried);
    }
  };
  await Promise.all(Array.from({ length: initLimits.trialsAtOnce }, work));
  return candidates.flatMap((candidate) => done.get(candidate) ?? []);
}

/** The trial, and what it teaches of a server whose kind leaves open whether it streams. */
async function settle(candidate: Candidate, signal: AbortSignal): Promise<Tried> {
  const trial = await tryCandidate(candidate, signal);
  const { preset } = candidate.settings;
  if (preset === "generic" && trial.at === "spoke" && !trial.streamed) {
    return { candidate: whole(candidate), trial };
  }
  // LocalAI refuses to stream where the model's backend cannot.
  if (preset !== "localai" || trial.at === "spoke") return { candidate, trial };
  const second = await tryCandidate(whole(candidate), signal);
  return second.at === "spoke"
    ? { candidate: whole(candidate), trial: second }
    : { candidate, trial };
}

/** The candidate without the feature `streaming`. */
function whole(candidate: Candidate): Candidate {
  return { ...candidate, settings: { ...candidate.settings, features: ["speed", "instructions"] } };
}
