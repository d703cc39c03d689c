import { limits } from "@club/shared/wire/limits.ts";
import { isName } from "@club/shared/wire/plain-text.ts";

/** What an engine said of an utterance, cut to what an END frame may carry. */
export function wireFacts(
  facts: Readonly<Record<string, string | number>>,
): Readonly<Record<string, string | number>> {
  const fit = Object.entries(facts)
    .filter(
      ([name, value]) => isName(name) && (typeof value === "string" || Number.isFinite(value)),
    )
    .map(([name, value]): [string, string | number] => [
      name,
      typeof value === "string" ? value.slice(0, limits.messageChars) : value,
    ]);
  return Object.fromEntries(fit.slice(0, limits.facts));
}
