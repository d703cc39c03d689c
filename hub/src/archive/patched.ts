import type { Patch } from "./archive.ts";

/** Bytes that stand at `position` of a copy, with the patch applied where it touches them; never in place. */
export function patched(bytes: Uint8Array, position: number, patch: Patch): Uint8Array {
  const from = Math.max(position, patch.at);
  const to = Math.min(position + bytes.byteLength, patch.at + patch.bytes.byteLength);
  if (from >= to) return bytes;
  // Not slice(): a Buffer's is a view.
  const copy = new Uint8Array(bytes);
  copy.set(patch.bytes.subarray(from - patch.at, to - patch.at), from - position);
  return copy;
}
