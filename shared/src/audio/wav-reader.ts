import { Failure, type FailureCode } from "../wire/failures.ts";
import { type ByteReader, byteReader } from "./byte-reader.ts";
import { FrameCutter } from "./frame-cutter.ts";
import { audioLimits } from "./limits.ts";
import { type PcmFormat, sameFormat } from "./pcm-format.ts";
import { bytesOfSample, toPcm16 } from "./sample-encoding.ts";
import { readWavHeader, type WavLayout } from "./wav-header-reader.ts";

export type WavAudio = {
  readonly format: PcmFormat;
  /** 16-bit little-endian PCM in whole frames, as it comes. */
  readonly audio: AsyncIterable<Uint8Array>;
};

/**
 * Reads a WAV while it arrives: any header, samples of 8 to 32 bits, floats and G.711. Sizes that
 * cannot be true are ignored (the audio then ends with the stream); a plausible size is kept to, and
 * a stream that ends before it is a failure, so that a cut is never taken for the end. A second WAV
 * that follows the first is appended. Throws a Failure of the code `blame`.
 */
export async function readWav(
  source: AsyncIterable<Uint8Array>,
  blame: FailureCode = "ENGINE_FAILED",
): Promise<WavAudio> {
  const reader = byteReader(source);
  try {
    const first = await readWavHeader(reader, blame);
    return { format: first.format, audio: audioOf(reader, first, blame) };
  } catch (error) {
    await reader.close();
    throw error;
  }
}

async function* audioOf(
  reader: ByteReader,
  first: WavLayout,
  blame: FailureCode,
): AsyncGenerator<Uint8Array> {
  try {
    let layout: WavLayout | undefined = first;
    while (layout !== undefined) {
      yield* layout.dataBytes === undefined
        ? endless(reader, layout)
        : sized(reader, layout, layout.dataBytes, blame);
      layout = await following(reader, first, blame);
    }
  } finally {
    await reader.close();
  }
}

/** Samples up to the size that the header gives. */
async function* sized(
  reader: ByteReader,
  layout: WavLayout,
  dataBytes: number,
  blame: FailureCode,
): AsyncGenerator<Uint8Array> {
  const samples = new SampleReader(layout);
  for (let missing = dataBytes; missing > 0; ) {
    const bytes = await reader.some(Math.min(missing, audioLimits.wavChunkBytes));
    if (bytes.byteLength === 0) {
      throw new Failure(blame, `The audio was cut off: ${missing} of ${dataBytes} bytes missing.`);
    }
    missing -= bytes.byteLength;
    const pcm = samples.take(bytes);
    if (pcm.byteLength > 0) yield pcm;
  }
  // Chunks of odd size are padded; what breaks from here on cannot take back the audio that is whole.
  if (dataBytes % 2 === 1) await reader.exactly(1).catch(() => undefined);
}

/** Samples up to the end of the stream, or up to where another WAV begins. */
async function* endless(reader: ByteReader, layout: WavLayout): AsyncGenerator<Uint8Array> {
  const samples = new SampleReader(layout);
  for (;;) {
    const bytes = await reader.some(audioLimits.wavChunkBytes);
    if (bytes.byteLength === 0) return;
    const suspect = wavMayBeginAt(bytes) ?? bytes.byteLength;
    const pcm = samples.take(bytes.subarray(0, suspect));
    if (pcm.byteLength > 0) yield pcm;
    if (suspect === bytes.byteLength) continue;
    reader.unread(bytes.subarray(suspect));
    const head = await reader.exactly(12);
    reader.unread(head);
    if (isWavHead(head)) return;
    const innocent = samples.take(await reader.exactly(1));
    if (innocent.byteLength > 0) yield innocent;
  }
}

/** Where "RIFF" stands in the bytes, or where they end with the beginning of it. */
function wavMayBeginAt(bytes: Uint8Array): number | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = buffer.indexOf("RIFF");
  if (whole !== -1) return whole;
  const tail = ["RIF", "RI", "R"].find((start) =>
    buffer.toString("latin1", Math.max(0, buffer.byteLength - 3)).endsWith(start),
  );
  return tail === undefined ? undefined : buffer.byteLength - tail.length;
}

function isWavHead(head: Uint8Array): boolean {
  return /^RIFF.{4}WAVE$/su.test(Buffer.from(head).toString("latin1"));
}

/** The header of a WAV that follows, or undefined when something else or nothing does. */
async function following(
  reader: ByteReader,
  first: WavLayout,
  blame: FailureCode,
): Promise<WavLayout | undefined> {
  const id = await reader.exactly(4).catch(() => new Uint8Array(0));
  if (Buffer.from(id).toString("latin1") !== "RIFF") return undefined;
  reader.unread(id);
  const next = await readWavHeader(reader, blame);
  if (sameFormat(next.format, first.format)) return next;
  throw new Failure(blame, "The audio changes its sample rate or channels in the middle.");
}

/** Chunks of a WAV's samples, cut anywhere, as whole frames of PCM. */
class SampleReader {
  readonly #frames: FrameCutter;
  readonly #convert: (samples: Uint8Array) => Uint8Array;

  constructor({ encoding, format }: WavLayout) {
    this.#frames = new FrameCutter(bytesOfSample(encoding) * format.channels);
    this.#convert = toPcm16(encoding);
  }

  /** Empty where no frame is complete yet. */
  take(bytes: Uint8Array): Uint8Array {
    return this.#convert(this.#frames.take(bytes));
  }
}
