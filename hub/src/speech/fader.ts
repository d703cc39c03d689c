import { bytesPerFrame, type PcmFormat } from "@club/shared/audio/pcm-format.ts";
import { fadeMs } from "./limits.ts";

/** Which ends of a piece of audio meet another piece. */
export type Joins = { readonly before: boolean; readonly after: boolean };

const nothing = new Uint8Array(0);

/**
 * Fades a piece in and out where it meets its neighbours, so that the join does not click. The
 * number of samples stays. Chunks are whole frames.
 */
export class Fader {
  readonly #joins: Joins;
  readonly #format: PcmFormat;
  readonly #fadeBytes: number;
  #at = 0;
  #held: Uint8Array = nothing;

  constructor(joins: Joins, format: PcmFormat) {
    this.#joins = joins;
    this.#format = format;
    this.#fadeBytes = fadeFrames(format) * bytesPerFrame(format);
  }

  /** What is ready of the piece: where it joins at its end, the last milliseconds are held back. */
  take(chunk: Uint8Array): Uint8Array {
    if (!this.#joins.after) return this.#fadedIn(chunk);
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const readyBytes = Math.max(0, bytes.length - this.#fadeBytes);
    // A copy: the chunk is its owner's again.
    this.#held = new Uint8Array(bytes.subarray(readyBytes));
    return this.#fadedIn(bytes.subarray(0, readyBytes));
  }

  /** What was held back; empty where the piece ends freely. */
  end(): Uint8Array {
    if (this.#held.length === 0) return nothing;
    const held = this.#fadedIn(this.#held);
    ramp(held, this.#fadeBytes - held.length, this.#format, "out");
    return held;
  }

  #fadedIn(bytes: Uint8Array): Uint8Array {
    const from = this.#at;
    this.#at += bytes.length;
    if (!this.#joins.before || from >= this.#fadeBytes) return bytes;
    const faded = new Uint8Array(bytes);
    ramp(faded, from, this.#format, "in");
    return faded;
  }
}

function fadeFrames(format: PcmFormat): number {
  return Math.round((format.rateHz * fadeMs) / 1000);
}

/** Scales samples in place by a straight line; `at` is the offset of the first byte in the fade. */
function ramp(pcm: Uint8Array, at: number, format: PcmFormat, way: "in" | "out"): void {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  const frameBytes = bytesPerFrame(format);
  const frames = fadeFrames(format);
  for (let offset = 0; offset + 1 < pcm.length; offset += 2) {
    const frame = Math.floor((at + offset) / frameBytes);
    if (frame >= frames) break;
    const gain = way === "in" ? frame / frames : (frames - 1 - frame) / frames;
    view.setInt16(offset, Math.round(view.getInt16(offset, true) * gain), true);
  }
}
