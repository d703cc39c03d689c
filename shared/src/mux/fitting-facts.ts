import { limits } from "../wire/limits.ts";
import type { End } from "../wire/messages.ts";

/** What an engine said, cut down to what END may carry: the hub takes more for a breach of protocol. */
export function fittingFacts(facts: End["facts"]): End["facts"] {
  const fitting = Object.entries(facts)
    .filter(([name, fact]) => isFittingName(name) && isFittingFact(fact))
    .map(([name, fact]): [string, string | number] => [
      name,
      typeof fact === "string" ? fact.slice(0, limits.messageChars) : fact,
    ]);
  return Object.fromEntries(fitting.slice(0, limits.facts));
}

function isFittingName(name: string): boolean {
  return name.length > 0 && name.length <= limits.nameChars && name !== "__proto__";
}

function isFittingFact(fact: string | number): boolean {
  return typeof fact === "string" || Number.isFinite(fact);
}
