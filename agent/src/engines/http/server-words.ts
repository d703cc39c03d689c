import { printable } from "../printable.ts";

/**
 * The sentence in what a server says went wrong, fit for one line: inside `{"detail": …}`,
 * `{"error": {"message": …}}`, `{"error": …, "message": …}` and their like, otherwise all of it.
 */
export function serverWords(body: string): string {
  let found: unknown;
  try {
    found = JSON.parse(body);
  } catch {
    return printable(body.replaceAll(/<[^<>]*>/g, " "));
  }
  for (let depth = 0; depth < deepest && typeof found === "object" && found !== null; depth++) {
    const inner = innerOf(found);
    if (inner === undefined) return printable(JSON.stringify(found));
    found = inner;
  }
  return printable(typeof found === "string" ? found : JSON.stringify(found));
}

/** `message` goes before `error`, which may be no more than the failure's kind. */
const sentenceKeys = ["message", "msg", "detail", "error", "0"] as const;
/** `{"detail": [{"msg": …}]}` is the deepest seen. */
const deepest = 5;

function innerOf(object: object): unknown {
  const record = object as Readonly<Record<string, unknown>>;
  const key = sentenceKeys.find((key) => isSaid(record[key]));
  return key === undefined ? undefined : record[key];
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}
