export type WavSizes = { readonly riff: number; readonly data: number };

/** A header of 44 bytes: 16-bit PCM, mono unless told; with the sizes that a server writes, true or not. */
export function wavHeader(rateHz: number, sizes: WavSizes, channels = 1): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(sizes.riff, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rateHz, 24);
  header.writeUInt32LE(rateHz * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(sizes.data, 40);
  return header;
}

/** A whole WAV with true sizes. */
export function wholeWav(rateHz: number, pcm: Buffer, channels = 1): Buffer {
  const sizes = { riff: 36 + pcm.byteLength, data: pcm.byteLength };
  return Buffer.concat([wavHeader(rateHz, sizes, channels), pcm]);
}

/** What ffmpeg writes into a pipe: 78 bytes, a LIST chunk with its version before `data`, no sizes. */
export function ffmpegWavHeader(rateHz: number): Buffer {
  const plain = wavHeader(rateHz, { riff: 0xffff_ffff, data: 0xffff_ffff });
  const list = Buffer.alloc(34);
  list.write("LIST", 0, "latin1");
  list.writeUInt32LE(26, 4);
  list.write("INFOISFT", 8, "latin1");
  list.writeUInt32LE(14, 16);
  list.write("Lavf61.7.100\0\0", 20, "latin1");
  return Buffer.concat([plain.subarray(0, 36), list, plain.subarray(36)]);
}

/** Bytes in pieces, as a server that streams sends them. */
export function pieces(bytes: Buffer, size: number): Buffer[] {
  const count = Math.ceil(bytes.byteLength / size);
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}
