import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import { maxWholeAudioBytes } from "../limits.ts";
import type { LiveContext } from "../live-speech.ts";
import { beginWhole, nothingToSay, type WholeText } from "../send-spoken.ts";
import { httpAlignment, timesInChunk } from "./alignment.ts";

/** Bytes that answers hold together until they are sent. */
export class HeldBytes {
  readonly #most: number;
  #bytes = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Throws RATE_LIMITED when so many more do not fit. */
  take(bytes: number): void {
    if (this.#bytes + bytes > this.#most) {
      const message = "Too many answers with times are being made. Try again, or ask for a stream.";
      throw new Failure("RATE_LIMITED", message, { retryAfterMs: 5_000 });
    }
    this.#bytes += bytes;
  }

  giveBack(bytes: number): void {
    this.#bytes -= bytes;
  }
}

/** One answer with all of the audio, and each character's time within its sentence. Throws TOO_LARGE. */
export async function timedWhole(
  whole: WholeText,
  context: LiveContext,
  held: HeldBytes,
  signal: AbortSignal,
): Promise<object> {
  const parts: Uint8Array[] = [];
  const characters: string[] = [];
  const starts: number[] = [];
  let endSeconds = 0;
  let bytes = 0;
  const stop = new AbortController();
  try {
    const either = AbortSignal.any([signal, stop.signal]);
    for await (const chunk of beginWhole(whole, context, either)) {
      const { length } = chunk.bytes;
      if (bytes + length > maxWholeAudioBytes) throw tooLong();
      held.take(length);
      bytes += length;
      parts.push(Uint8Array.from(chunk.bytes));
      const times = timesInChunk(chunk);
      for (const character of times.characters) characters.push(character);
      for (const start of times.starts) starts.push(start);
      ({ endSeconds } = chunk);
    }
    if (parts.length === 0) throw nothingToSay();
    const ends = endsOf(starts, endSeconds);
    const alignment = httpAlignment({ characters, starts, ends });
    const audio = Buffer.concat(parts).toString("base64");
    return { audio_base64: audio, alignment, normalized_alignment: alignment };
  } catch (thrown) {
    stop.abort(asFailure(thrown));
    throw thrown;
  } finally {
    held.giveBack(bytes);
  }
}

/** A piece ends where the next begins. */
function endsOf(starts: readonly number[], endSeconds: number): number[] {
  const ends: number[] = [];
  let end = endSeconds;
  for (let at = starts.length - 1; at >= 0; at -= 1) {
    const start = starts[at] ?? 0;
    const next = starts[at + 1] ?? endSeconds;
    if (next > start) end = next;
    ends[at] = end;
  }
  return ends;
}

function tooLong(): Failure {
  const megabytes = Math.floor(maxWholeAudioBytes / 1_048_576);
  const message = `The audio is longer than the ${megabytes} MB that one answer takes. Ask for a stream.`;
  return new Failure("TOO_LARGE", message);
}
