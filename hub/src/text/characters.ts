/** Unicode characters (code points) in a text. */
export function characters(text: string): number {
  let surrogatePairs = 0;
  for (let at = 0; at < text.length - 1; at += 1) {
    if (isHighSurrogate(text.charCodeAt(at)) && isLowSurrogate(text.charCodeAt(at + 1))) {
      surrogatePairs += 1;
      at += 1;
    }
  }
  return text.length - surrogatePairs;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd8_00 && unit <= 0xdb_ff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc_00 && unit <= 0xdf_ff;
}
