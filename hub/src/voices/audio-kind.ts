/** A kind of file that samples come in. */
export type AudioKind = {
  /** The file name's ending, by which the hub knows it from then on. */
  readonly extension: "wav" | "mp3" | "webm" | "ogg" | "m4a" | "flac";
  /** ffmpeg's reader for it. */
  readonly demuxer: "wav" | "mp3" | "matroska" | "ogg" | "mov" | "flac";
};

/** Bytes of a file's beginning that tell its kind. */
export const signatureBytes = 12;

/**
 * What a file is, by its first bytes: names and types that came with it are not asked. Undefined: none
 * of the kinds that are taken.
 */
export function audioKindOf(head: Uint8Array): AudioKind | undefined {
  const text = Buffer.from(head.subarray(0, signatureBytes)).toString("latin1");
  if (/^(?:RIFF|RF64)....WAVE/s.test(text)) return { extension: "wav", demuxer: "wav" };
  if (text.startsWith("fLaC")) return { extension: "flac", demuxer: "flac" };
  if (text.startsWith("OggS")) return { extension: "ogg", demuxer: "ogg" };
  // EBML, RFC 8794 (8.1): WebM is a kind of Matroska.
  if (text.startsWith("\x1a\x45\xdf\xa3")) return { extension: "webm", demuxer: "matroska" };
  // ISO/IEC 14496-12 (4.3): the file type box comes first.
  if (text.slice(4, 8) === "ftyp") return { extension: "m4a", demuxer: "mov" };
  if (text.startsWith("ID3") || isMpegFrame(head)) return { extension: "mp3", demuxer: "mp3" };
  return undefined;
}

/** ISO/IEC 11172-3 (2.4.1.3): eleven bits of sync, and a layer, which ADTS has not. */
function isMpegFrame([first = 0, second = 0]: Uint8Array): boolean {
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0;
}
