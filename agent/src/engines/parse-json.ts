import { Failure } from "@club/shared/wire/failures.ts";

/** A server's JSON; throws ENGINE_FAILED for anything else. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Failure("ENGINE_FAILED", "The speech server sent something other than JSON.", {
      cause: error,
    });
  }
}

/** A value as a record to look into: empty for everything that is none. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
