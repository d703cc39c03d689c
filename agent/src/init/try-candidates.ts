import type { Candidate } from "./candidate.ts";
import { initLimits } from "./limits.ts";
import { learn, withoutStreaming, withStreaming } from "./learn.ts";
import { type Trial, tryCandidate } from "./trial.ts";

export type Tried = { readonly candidate: Candidate; readonly trial: Trial };

/**
 * Tries the candidates and tells of each as it is done; in their order. Those of one server one after
 * the other, as they would only wait for each other, and a few servers at once.
 */
export async function tryCandidates(
  candidates: readonly Candidate[],
  tell: (tried: Tried) => void,
  signal: AbortSignal,
): Promise<Tried[]> {
  const done = new Map<Candidate, Tried>();
  const servers = [...Map.groupBy(candidates, ({ at }) => at).values()];
  const work = async () => {
    for (let server = servers.shift(); server !== undefined; server = servers.shift()) {
      for (const candidate of server) {
        const tried = await settle(candidate, signal);
        done.set(candidate, tried);
        tell(tried);
      }
    }
  };
  await Promise.all(Array.from({ length: initLimits.serversAtOnce }, work));
  return candidates.flatMap((candidate) => done.get(candidate) ?? []);
}

/**
 * The trial, and what it teaches. Whether to ask a server of no known kind for a stream is found out;
 * LocalAI refuses one where the model's backend cannot.
 */
async function settle(candidate: Candidate, signal: AbortSignal): Promise<Tried> {
  const { preset } = candidate.settings;
  if (preset !== "generic" && preset !== "localai") {
    const trial = await tryCandidate(candidate, signal);
    return { candidate: learn(candidate, trial), trial };
  }
  const asking = preset === "generic" ? withStreaming(candidate) : candidate;
  const trial = await tryCandidate(asking, signal);
  if (trial.at === "spoke" && trial.streamed !== false) {
    return { candidate: learn(asking, trial), trial };
  }
  const whole = withoutStreaming(candidate);
  const second = await tryCandidate(whole, signal);
  if (second.at === "failed" && trial.at === "failed") return { candidate, trial };
  return { candidate: learn(whole, second), trial: second };
}
