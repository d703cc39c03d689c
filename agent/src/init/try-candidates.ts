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
      const tried = { candidate: next, trial: await tryCandidate(next, signal) };
      done.set(next, tried);
      tell(tried);
    }
  };
  await Promise.all(Array.from({ length: initLimits.trialsAtOnce }, work));
  return candidates.flatMap((candidate) => done.get(candidate) ?? []);
}
