import { framesIn, type PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { Service } from "../providers/provider.ts";
import type { GeneratedAudio, SpokenPart } from "../store/history-store.ts";

/** What is written down of one request while it runs: who spoke what, and when things happened. */
export class Ledger {
  readonly #startMs: number;
  readonly #parts: Part[] = [];
  #format: PcmFormat | undefined;
  #frames = 0;
  /** From acceptance to the first slot, in ms. */
  queueMs: number | undefined;
  /** From asking the provider that was first heard to its first audio, in ms. */
  providerMs: number | undefined;
  /** From acceptance to the first encoded byte, in ms. */
  firstAudioMs: number | undefined;
  /** The voice that is heard, as far as it is known. */
  voice: string | undefined;
  /** Whether one provider failed and another went on. */
  recovered = false;
  /** What the engines said of the utterance. */
  facts: Readonly<Record<string, string | number>> = {};

  /** `startMs`: when the request was accepted, on the monotonic clock. */
  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  elapsedMs(): number {
    return performance.now() - this.#startMs;
  }

  /** A provider gave audio, at its own format. */
  spoke(service: Service, format: PcmFormat, bytes: number): void {
    this.#partOf(service, format).frames += framesIn(bytes, format);
  }

  /** Of what the provider gave last, so many bytes had been delivered already. */
  skipped(service: Service, format: PcmFormat, bytes: number): void {
    const part = this.#partOf(service, format);
    const frames = framesIn(bytes, this.#format ?? format);
    const share = format.rateHz / (this.#format ?? format).rateHz;
    part.skippedFrames += Math.round(frames * share);
  }

  /** The consumer was given audio. */
  delivered(format: PcmFormat, bytes: number): void {
    this.#format = format;
    this.#frames += framesIn(bytes, format);
  }

  get parts(): readonly SpokenPart[] {
    return this.#parts.map(({ service, rateHz, frames, skippedFrames }) => ({
      provider: service.provider.name,
      ownerId: service.provider.owner.userId,
      rateHz,
      frames,
      skippedFrames,
    }));
  }

  /** What the consumer was given, each sample once; undefined: nothing. */
  get audio(): GeneratedAudio | undefined {
    return this.#format && { format: this.#format, frames: this.#frames };
  }

  /** Seconds of that. */
  get audioSeconds(): number {
    return this.#format === undefined ? 0 : this.#frames / this.#format.rateHz;
  }

  /** The name of the provider that spoke last. */
  get provider(): string | undefined {
    return this.#parts.at(-1)?.service.provider.name;
  }

  #partOf(service: Service, { rateHz }: PcmFormat): Part {
    const last = this.#parts.at(-1);
    if (last?.service === service && last.rateHz === rateHz) return last;
    const part = { service, rateHz, frames: 0, skippedFrames: 0 };
    this.#parts.push(part);
    return part;
  }
}

type Part = {
  readonly service: Service;
  readonly rateHz: number;
  frames: number;
  skippedFrames: number;
};
