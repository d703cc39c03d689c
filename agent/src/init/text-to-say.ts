import { Failure } from "@club/shared/wire/failures.ts";
import { initLimits } from "./limits.ts";

/** What is typed or piped in; a sentence when standard input is a terminal or empty. */
export async function textToSay(): Promise<string> {
  if (process.stdin.isTTY) return sample;
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of process.stdin as AsyncIterable<Buffer>) {
    bytes += part.byteLength;
    if (bytes > initLimits.textBytes) throw new Failure("INVALID_REQUEST", "The text is too long.");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8").trim() || sample;
}

const sample = "Hello! This is your own machine speaking, and soon it speaks for the club.";
