import { bytesPerFrame, bytesPerSample, type PcmFormat } from "./pcm-format.ts";

/** The canonical header: RIFF, a 16-byte `fmt ` and `data`, nothing else. */
export const wavHeaderBytes = 44;

/** What both size fields hold while the length is unknown: as OpenAI's; readers go on to the end. */
export const unknownWavSize = 0xffff_ffff;

/** The RIFF size counts everything after itself: 36 bytes of header and the samples. */
const riffOverheadBytes = wavHeaderBytes - 8;
const pcmTag = 1;

/**
 * The header of 16-bit PCM. `dataBytes` is the length of the samples, in whole frames; without it,
 * and where 32 bits cannot hold it (4 GiB and more), both sizes say `unknownWavSize`.
 */
export function wavHeader(format: PcmFormat, dataBytes?: number): Uint8Array {
  const sizes = sizesOf(dataBytes);
  const header = new DataView(new ArrayBuffer(wavHeaderBytes));
  writeAscii(header, 0, "RIFF");
  header.setUint32(4, sizes.riff, true);
  writeAscii(header, 8, "WAVEfmt ");
  header.setUint32(16, 16, true);
  header.setUint16(20, pcmTag, true);
  header.setUint16(22, format.channels, true);
  header.setUint32(24, format.rateHz, true);
  header.setUint32(28, format.rateHz * bytesPerFrame(format), true);
  header.setUint16(32, bytesPerFrame(format), true);
  header.setUint16(34, bytesPerSample * 8, true);
  writeAscii(header, 36, "data");
  header.setUint32(40, sizes.data, true);
  return new Uint8Array(header.buffer);
}

function sizesOf(dataBytes: number | undefined): { riff: number; data: number } {
  const riff = (dataBytes ?? Infinity) + riffOverheadBytes;
  if (dataBytes === undefined || riff >= unknownWavSize) {
    return { riff: unknownWavSize, data: unknownWavSize };
  }
  return { riff, data: dataBytes };
}

function writeAscii(view: DataView, at: number, text: string): void {
  for (let i = 0; i < text.length; i += 1) view.setUint8(at + i, text.charCodeAt(i));
}
