import { maxStrayControlsPerThousand } from "./limits.ts";
import { unreadable } from "./refusal.ts";

/**
 * A text file's characters, with `\n` at the end of each line: UTF-8, UTF-16 (by its byte order mark, or
 * by where its zeros stand), and else Windows-1252. Throws INVALID_REQUEST for what is no text.
 */
export function decodeText(bytes: Uint8Array): string {
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  const strays = text.match(strayPattern)?.length ?? 0;
  if (strays * 1_000 > text.length * maxStrayControlsPerThousand) {
    throw unreadable("this is not a text. Save it as plain text in UTF-8, and send that.");
  }
  return text.replace(strayPattern, "").replace(/\r\n?|[\u2028\u0085]/g, "\n");
}

/** Controls that no text has: not the tab, the ends of lines and pages, and the substitute at the end of old files. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const strayPattern = /[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f\ufffe\uffff]/g;

function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const head = bytes.subarray(0, headBytes);
  const zeros = [0, 1].map((parity) => zerosAt(head, parity));
  const [even = 0, odd = 0] = zeros;
  if (odd > head.length / 8 && even === 0) return "utf-16le";
  if (even > head.length / 8 && odd === 0) return "utf-16be";
  return isUtf8(bytes) ? "utf-8" : "windows-1252";
}

/** What is looked at to find UTF-16 without a byte order mark. */
const headBytes = 4_096;

function zerosAt(bytes: Uint8Array, parity: number): number {
  return bytes.reduce((zeros, byte, at) => zeros + Number(byte === 0 && at % 2 === parity), 0);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
