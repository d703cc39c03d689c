import { framesIn, type PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { Convert, Target } from "../encoding/conversion.ts";
import type { Cue } from "../store/history-store.ts";
import type { LivePcm, LiveSpeech } from "./live-speech.ts";

/** Audio as a client wants it, and the pieces of the text that begin in it. */
export type LiveChunk = {
  readonly bytes: Uint8Array;
  readonly begins: readonly Cue[];
  /** What the cues' frames are of. */
  readonly rateHz: number;
  /** The part of the audio that it is, in seconds from the beginning. */
  readonly startSeconds: number;
  readonly endSeconds: number;
};

/** What a live speech sounds like, as it is made. Throws what the request fails with. */
export async function* spoken(
  speech: LiveSpeech,
  convert: Convert,
  target: Target,
  signal: AbortSignal,
): AsyncGenerator<LiveChunk, void, void> {
  const format = await speech.begin();
  if (format === undefined) return;
  const tap = new Tap(speech.audio(format), format);
  let startSeconds = 0;
  for await (const bytes of convert(tap, format, target, signal)) {
    const endSeconds = tap.seconds;
    const { rateHz } = format;
    yield { bytes, begins: tap.takeBegins(), rateHz, startSeconds, endSeconds };
    startSeconds = endSeconds;
  }
}

/** Notes what goes into an encoder. */
class Tap implements AsyncIterable<Uint8Array> {
  readonly #audio: AsyncIterable<LivePcm>;
  readonly #format: PcmFormat;
  #frames = 0;
  #begins: Cue[] = [];

  constructor(audio: AsyncIterable<LivePcm>, format: PcmFormat) {
    this.#audio = audio;
    this.#format = format;
  }

  get seconds(): number {
    return this.#frames / this.#format.rateHz;
  }

  takeBegins(): readonly Cue[] {
    const begins = this.#begins;
    this.#begins = [];
    return begins;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, void> {
    for await (const { frames, begins } of this.#audio) {
      this.#frames += framesIn(frames.length, this.#format);
      for (const cue of begins) this.#begins.push(cue);
      yield frames;
    }
  }
}
