/** The 16-bit value of every A-law byte (ITU-T G.711, table 1): 13 bits, left-aligned. */
export const aLawTable: Int16Array = Int16Array.from({ length: 256 }, (_, byte) => aLaw(byte));

/** The 16-bit value of every µ-law byte (ITU-T G.711, table 2): 14 bits, left-aligned. */
export const muLawTable: Int16Array = Int16Array.from({ length: 256 }, (_, byte) => muLaw(byte));

function aLaw(byte: number): number {
  // Every second bit is sent inverted; the sign bit is set for positive values.
  const bits = byte ^ 0x55;
  const exponent = (bits & 0x70) >> 4;
  const mantissa = ((bits & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return (bits & 0x80) !== 0 ? magnitude : -magnitude;
}

function muLaw(byte: number): number {
  // All bits are sent inverted; 0x84 is the bias that the encoder added.
  const bits = ~byte & 0xff;
  const exponent = (bits & 0x70) >> 4;
  const magnitude = ((((bits & 0x0f) << 3) + 0x84) << exponent) - 0x84;
  return (bits & 0x80) !== 0 ? -magnitude : magnitude;
}
