import { closest, distance } from "fastest-levenshtein";

/** ` Did you mean NAME?` where one of the names is close to what was written; else nothing. */
export function didYouMean(written: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const wanted = written.toLowerCase();
  const nearest = closest(wanted, names);
  const isClose = distance(wanted, nearest.toLowerCase()) <= Math.ceil(nearest.length * likeness);
  return isClose ? ` Did you mean ${nearest}?` : "";
}

/** How much of a name may be wrong: more than that is another word. */
const likeness = 0.4;
