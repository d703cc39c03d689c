import { Failure, type FailureCode } from "../wire/failures.ts";
import type { ByteReader } from "./byte-reader.ts";
import { FrameCutter } from "./frame-cutter.ts";
import { audioLimits } from "./limits.ts";
import { sameFormat } from "./pcm-format.ts";
import { bytesOfSample, toPcm16 } from "./sample-encoding.ts";
import { readWavHeader, type WavLayout } from "./wav-header-reader.ts";

/** The samples of one WAV, and of those that follow it in the stream, as 16-bit PCM. */
export class WavSamples {
  readonly #reader: ByteReader;
  readonly #blame: FailureCode;
  readonly #first: WavLayout;
  #layout: WavLayout;
  #frames: FrameCutter;
  #convert: (samples: Uint8Array) => Uint8Array;
  /** Bytes of samples still to come; undefined where nobody knows. */
  #missing: number | undefined;
  /** What is read next looks like the beginning of another WAV. */
  #isSuspect = false;

  constructor(reader: ByteReader, first: WavLayout, blame: FailureCode) {
    this.#reader = reader;
    this.#blame = blame;
    this.#first = first;
    this.#layout = first;
    this.#frames = framesOf(first);
    this.#convert = toPcm16(first.encoding);
    this.#missing = first.dataBytes;
  }

  /** The next samples, in whole frames: empty where none is complete yet, undefined at the end. */
  async next(): Promise<Uint8Array | undefined> {
    if (this.#missing === 0 && !(await this.#goesOn())) return undefined;
    if (this.#isSuspect) return await this.#judge();
    return this.#missing === undefined
      ? await this.#untilTheEnd()
      : await this.#untilItsSize(this.#missing);
  }

  async #untilItsSize(missing: number): Promise<Uint8Array | undefined> {
    const bytes = await this.#reader.some(Math.min(missing, audioLimits.wavChunkBytes));
    if (bytes.byteLength > 0) {
      this.#missing = missing - bytes.byteLength;
      return this.#take(bytes);
    }
    const { dataBytes } = this.#layout;
    // Programs that write to a pipe as if it were a file repeat their header, now true, at the end.
    if (this.#layout !== this.#first && missing === dataBytes) return undefined;
    const of = `${missing} of ${dataBytes ?? 0} bytes missing`;
    throw new Failure(this.#blame, `The audio was cut off: ${of}.`);
  }

  /** Samples up to the end of the stream, or up to where another WAV may begin. */
  async #untilTheEnd(): Promise<Uint8Array | undefined> {
    const bytes = await this.#reader.some(audioLimits.wavChunkBytes);
    if (bytes.byteLength === 0) return undefined;
    const suspect = wavMayBeginAt(bytes);
    if (suspect === undefined) return this.#take(bytes);
    this.#isSuspect = true;
    this.#reader.unread(bytes.subarray(suspect));
    return this.#take(bytes.subarray(0, suspect));
  }

  async #judge(): Promise<Uint8Array> {
    this.#isSuspect = false;
    const head = await this.#reader.exactly(wavHeadBytes);
    this.#reader.unread(head);
    if (!isWavHead(head)) return this.#take(await this.#reader.exactly(1));
    this.#missing = 0;
    return nothing;
  }

  /**
   * Looks at what stands behind the samples: another WAV, chunks of another kind, or more samples than
   * the header knew of. What breaks from here on cannot take back the audio that is whole.
   */
  async #goesOn(): Promise<boolean> {
    const { dataBytes = 0 } = this.#layout;
    const padding = dataBytes % 2;
    // A size that cuts a frame in two is none: the byte behind it may belong to the frame.
    const ignored = dataBytes % bytesOfFrame(this.#layout) === 0 ? padding : 0;
    for (;;) {
      const ahead = await this.#reader.exactly(wavHeadBytes + padding).catch(() => nothing);
      const at = [padding, 0].find((at) => isHead(ahead.subarray(at)));
      if (ahead.byteLength <= ignored) return false;
      this.#reader.unread(ahead.subarray(at ?? 0));
      if (at === undefined) {
        this.#missing = undefined;
        return true;
      }
      if (isWavHead(ahead.subarray(at))) return await this.#another();
      await this.#skipChunk().catch(() => undefined);
    }
  }

  async #another(): Promise<boolean> {
    const next = await readWavHeader(this.#reader, this.#blame);
    if (!sameFormat(next.format, this.#first.format)) {
      const what = "The audio changes its sample rate or channels in the middle.";
      throw new Failure(this.#blame, what);
    }
    this.#layout = next;
    this.#frames = framesOf(next);
    this.#convert = toPcm16(next.encoding);
    this.#missing = next.dataBytes;
    return true;
  }

  async #skipChunk(): Promise<void> {
    const size = sizeOf(await this.#reader.exactly(8));
    for (let left = size + (size % 2); left > 0; ) {
      const bytes = await this.#reader.some(left);
      if (bytes.byteLength === 0) return;
      left -= bytes.byteLength;
    }
  }

  #take(bytes: Uint8Array): Uint8Array {
    return this.#convert(this.#frames.take(bytes));
  }
}

const nothing = new Uint8Array(0);
/** RIFF, a size and WAVE. */
const wavHeadBytes = 12;

function framesOf(layout: WavLayout): FrameCutter {
  return new FrameCutter(bytesOfFrame(layout));
}

function bytesOfFrame({ encoding, format }: WavLayout): number {
  return bytesOfSample(encoding) * format.channels;
}

/** Where "RIFF" stands in the bytes, or where they end with the beginning of it. */
function wavMayBeginAt(bytes: Uint8Array): number | undefined {
  const buffer = bufferOf(bytes);
  const whole = buffer.indexOf("RIFF");
  if (whole !== -1) return whole;
  const tail = ["RIF", "RI", "R"].find((start) =>
    buffer.toString("latin1", Math.max(0, buffer.byteLength - 3)).endsWith(start),
  );
  return tail === undefined ? undefined : buffer.byteLength - tail.length;
}

function isWavHead(head: Uint8Array): boolean {
  return /^RIFF.{4}WAVE/su.test(bufferOf(head).toString("latin1"));
}

/** A chunk's name is four printable characters; samples that look so and name a fitting size are rare. */
function isHead(head: Uint8Array): boolean {
  if (head.byteLength < 8) return false;
  const isNamed = /^[\x20-\x7e]{4}/.test(bufferOf(head).toString("latin1", 0, 4));
  return isWavHead(head) || (isNamed && sizeOf(head) <= audioLimits.wavHeaderBytes);
}

function sizeOf(chunkHead: Uint8Array): number {
  return chunkHead.byteLength < 8 ? 0 : bufferOf(chunkHead).readUInt32LE(4);
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
