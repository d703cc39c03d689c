/** One page of an Ogg file (RFC 3533, 6). */
export type OggPage = {
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** For Opus: samples at 48 kHz up to the page's end, those to be skipped included (RFC 7845, 4). */
  readonly granule: number;
  readonly body: Buffer;
};

export function oggPages(file: Buffer): OggPage[] {
  const pages: OggPage[] = [];
  for (let at = 0; at < file.length; ) {
    if (file.toString("latin1", at, at + 4) !== "OggS") throw new Error(`no page at ${at}`);
    const flags = file[at + 5]!;
    const lacing = file.subarray(at + 27, at + 27 + file[at + 26]!);
    const start = at + 27 + lacing.length;
    const end = start + lacing.reduce((sum, bytes) => sum + bytes, 0);
    pages.push({
      isFirst: (flags & 2) !== 0,
      isLast: (flags & 4) !== 0,
      granule: Number(file.readBigInt64LE(at + 6)),
      body: file.subarray(start, end),
    });
    at = end;
  }
  return pages;
}

/** The length of an Ogg Opus file in samples at 48 kHz: the last granule less the pre-skip. */
export function opusSamples(file: Buffer): number {
  const pages = oggPages(file);
  const preSkip = pages[0]!.body.readUInt16LE(10);
  return pages.at(-1)!.granule - preSkip;
}
