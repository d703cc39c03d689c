import type { Readable } from "node:stream";
import { engineLimits } from "../limits.ts";
import { printable } from "../printable.ts";

/** Reads a stream to its end, keeping the last of it, so that a chatty program neither blocks nor fills memory. */
export function stderrTail(stream: Readable): () => string {
  let kept: Buffer = Buffer.alloc(0);
  stream.on("data", (bytes: Buffer) => {
    kept = Buffer.concat([kept, bytes]).subarray(-engineLimits.programLogBytes);
  });
  // The stream of a program that could not be started ends with an error; the start itself reports it.
  stream.on("error", () => {});
  return () => printable(kept.toString("utf8").slice(-engineLimits.errorMessageChars));
}
