import { Failure } from "@club/shared/wire/failures.ts";
import parseRange from "range-parser";

/** The half-open range of bytes [start, end). */
export type ByteRange = { readonly start: number; readonly end: number };

/**
 * The part that a Range header asks for, or undefined for the whole: no header, not one of ours, or
 * several ranges, which RFC 9110 (14.2) lets a server answer in full. Throws RANGE_NOT_SATISFIABLE
 * where nothing of it exists.
 */
export function byteRange(header: string | undefined, bytes: number): ByteRange | undefined {
  if (header === undefined) return undefined;
  const ranges = parseRange(bytes, header, { combine: true });
  if (ranges === -1) {
    throw new Failure("RANGE_NOT_SATISFIABLE", `The audio has ${bytes} bytes.`, { param: "Range" });
  }
  if (ranges === -2 || ranges.type !== "bytes" || ranges.length !== 1) return undefined;
  const [range] = ranges;
  return range && { start: range.start, end: range.end + 1 };
}
