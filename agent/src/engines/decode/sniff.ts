/** `whole-wav`: one that ffmpeg reads as it comes, and without ffmpeg only as a whole. */
export type AudioKind = "wav" | "whole-wav" | "encoded" | "pcm" | "text";

/** What it takes to tell them apart: up to the format tag of a WAV whose `fmt ` chunk comes first. */
export const sniffBytes = 22;

/**
 * What the first bytes are. `asked` decides where they leave it open: the bytes of an MP3 frame could
 * also be samples.
 */
export function sniff(start: Uint8Array, asked: "file" | "pcm"): AudioKind {
  const head = Buffer.from(start).toString("latin1");
  if (/^RIFF.{4}WAVE/su.test(head) || head.startsWith("RF64")) return wavKind(head, start);
  if (head.startsWith("RIFX")) return "whole-wav";
  if (encodedStarts.some((start) => head.startsWith(start))) return "encoded";
  if (head.slice(4, 8) === "ftyp") return "encoded";
  if (isText(head)) return "text";
  if (asked === "pcm") return "pcm";
  return isMpegFrame(start) ? "encoded" : "pcm";
}

/** Ogg, FLAC, MP3 with tags, AIFF, Matroska (WebM). */
const encodedStarts = ["OggS", "fLaC", "ID3", "FORM", "\u001aE\u00df\u00a3"];

const imaAdpcm = 0x11;

/** A WAV whose samples are compressed (ADPCM, MP3, …) goes to ffmpeg; tags as in RFC 2361. */
function wavKind(head: string, start: Uint8Array): AudioKind {
  if (head.slice(12, 16) !== "fmt " || start.byteLength < sniffBytes) return "wav";
  const tag = (start[20] ?? 0) | ((start[21] ?? 0) << 8);
  if (tag === imaAdpcm) return "whole-wav";
  return [1, 3, 6, 7, 0xfffe].includes(tag) ? "wav" : "encoded";
}

/** An MPEG audio or ADTS frame: eleven bits set, and neither a reserved layer with a reserved version. */
function isMpegFrame(start: Uint8Array): boolean {
  return start[0] === 0xff && ((start[1] ?? 0) & 0xe0) === 0xe0;
}

/** JSON, HTML and plain sentences: printable from the first byte on, which samples practically never are. */
function isText(head: string): boolean {
  return head.length >= 2 && /^[\t\n\r\x20-\x7e]+$/u.test(head);
}
