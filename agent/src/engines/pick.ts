import type { ParameterValue, StructuredValue } from "@club/shared/wire/messages.ts";
import type { Utterance } from "./engine.ts";

/** Those of an utterance's settings that the server has by the same name. */
export function pick(
  parameters: Utterance["parameters"],
  names: readonly string[],
): Record<string, ParameterValue | StructuredValue> {
  const known = new Set(names);
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => known.has(name)));
}
