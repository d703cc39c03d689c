import { framesIn, type PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { Patch } from "../archive/archive.ts";

/**
 * An MP3 file's first frame: silent, with the tag of Xing and LAME in it, which tells players how many
 * samples the encoder put in front and behind, so that they play neither. What is behind is known in
 * the end: a stream's frame leaves it out, a stored copy's has it. undefined for rates that MP3 lacks,
 * to which ffmpeg resamples.
 */
export function mp3InfoFrame(source: PcmFormat, pcmFrames?: number): Uint8Array | undefined {
  const version = versions.find(({ ratesHz }) => ratesHz.includes(source.rateHz));
  if (version === undefined) return undefined;
  const isMono = source.channels === 1;
  const rate = version.ratesHz.indexOf(source.rateHz);
  const frame = Buffer.alloc(Math.floor((version.samples / 8) * (64_000 / source.rateHz)));
  frame.set([0xff, version.head, (version.bitrate << 4) | (rate << 2), isMono ? 0xc0 : 0x00]);
  const [mono, stereo] = version.sideBytes;
  let at = 4 + (isMono ? mono : stereo);
  at += frame.write("Info", at, "latin1");
  at = frame.writeUInt32BE(pcmFrames === undefined ? 0 : hasFrames, at);
  const padding = pcmFrames === undefined ? 0 : paddingAfter(pcmFrames, version.samples);
  if (pcmFrames !== undefined) {
    at = frame.writeUInt32BE((encoderDelay + pcmFrames + padding) / version.samples, at);
  }
  frame.write("LAME3.100", at, "latin1");
  frame[at + 9] = constantBitrate;
  frame.writeUIntBE((encoderDelay << 12) | padding, at + 21, 3);
  frame.writeUInt16BE(crc16(frame.subarray(0, at + 34)), at + 34);
  return frame;
}

/** See `Encoder.patch`. */
export function mp3Length(pcmBytes: number, source: PcmFormat): Patch | undefined {
  const bytes = mp3InfoFrame(source, framesIn(pcmBytes, source));
  return bytes && { at: 0, bytes };
}

/** What LAME puts in front (ENCDELAY in its encoder.h); decoders know their own 529 samples. */
const encoderDelay = 576;

/** Of Xing's flags: the number of frames follows. */
const hasFrames = 1;

/** Of LAME's tag: its revision 0, method 1. */
const constantBitrate = 0x01;

/** The versions of MPEG audio (ISO/IEC 11172-3, 13818-3, and 2.5), layer III, each at 64 kbit/s. */
const versions: readonly MpegVersion[] = [
  {
    ratesHz: [44_100, 48_000, 32_000],
    head: 0xfb,
    bitrate: 5,
    samples: 1_152,
    sideBytes: [17, 32],
  },
  { ratesHz: [22_050, 24_000, 16_000], head: 0xf3, bitrate: 8, samples: 576, sideBytes: [9, 17] },
  { ratesHz: [11_025, 12_000, 8_000], head: 0xe3, bitrate: 8, samples: 576, sideBytes: [9, 17] },
];

type MpegVersion = {
  readonly ratesHz: readonly number[];
  /** The second byte of its frames: version, layer III, no CRC. */
  readonly head: number;
  /** The index of 64 kbit/s. */
  readonly bitrate: number;
  /** In a frame. */
  readonly samples: number;
  /** Side information, in mono and in stereo. */
  readonly sideBytes: readonly [number, number];
};

/** What LAME puts behind: it fills the last frame, and one more where that adds less than its overlap. */
function paddingAfter(pcmFrames: number, samples: number): number {
  const padding = samples - ((encoderDelay + pcmFrames) % samples);
  return padding < encoderDelay ? padding + samples : padding;
}

/** CRC-16/ARC. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc;
}
