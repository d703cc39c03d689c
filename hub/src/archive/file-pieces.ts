import type { FileHandle } from "node:fs/promises";
import { archiveLimits } from "./limits.ts";

/** Reads up to `readBytes` of the half-open range [start, end). Throws when the file is shorter. */
export async function readPiece(file: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(Math.min(archiveLimits.readBytes, end - start));
  const { bytesRead } = await file.read(bytes, 0, bytes.byteLength, start);
  if (bytesRead === 0) throw new Error(`the file ends at ${start}, before ${end}`);
  return bytes.subarray(0, bytesRead);
}

/** Writes arrays one after the other from `position` on, however little a single write takes. */
export async function writeAll(
  file: FileHandle,
  chunks: readonly Uint8Array[],
  position: number,
): Promise<void> {
  let rest = chunks;
  let at = position;
  while (rest.length > 0) {
    const { bytesWritten } = await file.writev(rest, at);
    if (bytesWritten === 0) throw new Error(`nothing could be written at ${at}`);
    at += bytesWritten;
    rest = after(rest, bytesWritten);
  }
}

function after(chunks: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let skip = bytes;
  let index = 0;
  while (index < chunks.length && skip >= chunks[index]!.byteLength) {
    skip -= chunks[index]!.byteLength;
    index += 1;
  }
  const rest = chunks.slice(index);
  if (skip > 0) rest[0] = rest[0]!.subarray(skip);
  return rest;
}
