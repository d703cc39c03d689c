import type { Readable } from "node:stream";
import { encodingLimits } from "./limits.ts";

/** Reads a stream to its end and keeps the last of it, so that a chatty program neither blocks nor fills memory. */
export function stderrTail(stream: Readable): () => string {
  let kept: Buffer = Buffer.alloc(0);
  stream.on("data", (bytes: Buffer) => {
    kept = Buffer.from(Buffer.concat([kept, bytes]).subarray(-encodingLimits.stderrBytes));
  });
  stream.on("error", () => {});
  return () => kept.toString("utf8").trim();
}
