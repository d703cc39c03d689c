import { bytesPerFrame, type PcmFormat } from "@club/shared/audio/pcm-format.ts";
import { fadeMs } from "./limits.ts";

/** Which ends of a piece of audio meet another piece. */
export type Joins = { readonly before: boolean; readonly after: boolean };

/**
 * Fades a piece in and out where it meets its neighbours, so that the join does not click. The
 * number of samples stays. Chunks are whole frames; `formatOf` is asked once the first has come.
 */
export function fade(
  pcm: AsyncIterable<Uint8Array>,
  joins: Joins,
  formatOf: () => PcmFormat,
): AsyncIterable<Uint8Array> {
  return joins.before || joins.after ? faded(pcm, joins, formatOf) : pcm;
}

async function* faded(
  pcm: AsyncIterable<Uint8Array>,
  joins: Joins,
  formatOf: () => PcmFormat,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  let held: Uint8Array = new Uint8Array(0);
  for await (const chunk of pcm) {
    const format = formatOf();
    const fadeBytes = fadeFrames(format) * bytesPerFrame(format);
    const bytes = concat(held, chunk);
    const keep = joins.after ? Math.min(fadeBytes, bytes.length) : 0;
    const ready = bytes.subarray(0, bytes.length - keep);
    held = bytes.subarray(bytes.length - keep);
    if (joins.before && at < fadeBytes) ramp(ready, at, format, "in");
    at += ready.length;
    if (ready.length > 0) yield ready;
  }
  if (held.length === 0) return;
  const format = formatOf();
  if (joins.before) ramp(held, at, format, "in");
  ramp(held, fadeFrames(format) * bytesPerFrame(format) - held.length, format, "out");
  yield held;
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

/** Always a copy: the samples are changed in place. */
function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
