import { framesIn, type PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { Clock } from "../clock.ts";
import type { EngineFacts } from "../providers/provider-stream.ts";
import type { Service } from "../providers/provider.ts";
import type { Cue, GeneratedAudio, SpokenPart } from "../store/history-store.ts";

/** What is written down of one request while it runs: who spoke what, and when things happened. */
export class Ledger {
  readonly #startMs: number;
  readonly #clock: Clock;
  readonly #parts: Part[] = [];
  #format: PcmFormat | undefined;
  #frames = 0;
  #last: Part | undefined;
  readonly #pieces: Piece[] = [];
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
  /** The request's parameters that did not reach an engine that spoke. */
  readonly ignored: Set<string> = new Set();
  /** What the engines said of their utterances; a later one's word stands. */
  facts: EngineFacts = {};

  /** `startMs`: when the request was accepted, on the monotonic clock. */
  constructor(startMs: number, clock: Clock) {
    this.#startMs = startMs;
    this.#clock = clock;
  }

  elapsedMs(): number {
    return this.#clock.monotonicMs() - this.#startMs;
  }

  /** A provider gave audio, at its own format. */
  spoke(service: Service, format: PcmFormat, bytes: number): void {
    this.#partOf(service, format.rateHz).frames += framesIn(bytes, format);
  }

  /** Of what the provider gave last, so many bytes of the request's format had been delivered. */
  skipped(service: Service, bytes: number): void {
    const part = this.#parts.findLast((one) => one.service === service);
    if (this.#format === undefined || part === undefined) return;
    const seconds = framesIn(bytes, this.#format) / this.#format.rateHz;
    part.skippedFrames += seconds * part.rateHz;
  }

  /** The consumer was given audio. */
  delivered(format: PcmFormat, bytes: number): void {
    this.#format = format;
    this.#frames += framesIn(bytes, format);
  }

  /** What is delivered from here on is the audio of this piece of the text, behind its pause. */
  began(text: string, pauseMs: number): void {
    this.#pieces.push({ text, pauseMs, startFrame: this.#frames });
  }

  /** When each piece of the text is heard, as far as it has been delivered. */
  get cues(): readonly Cue[] {
    const rateHz = this.#format?.rateHz ?? 0;
    return this.#pieces.map(({ text, pauseMs, startFrame }, at) => {
      const endFrame = this.#pieces[at + 1]?.startFrame ?? this.#frames;
      const pauseFrames = Math.round((rateHz * pauseMs) / 1000);
      return { text, startFrame: Math.min(endFrame, startFrame + pauseFrames), endFrame };
    });
  }

  /** One for each provider that spoke and each rate that it spoke at, in the order of speaking. */
  get parts(): readonly SpokenPart[] {
    return this.#parts.map(({ service, rateHz, frames, skippedFrames }) => ({
      provider: service.provider.name,
      ownerId: service.provider.owner.userId,
      rateHz,
      frames,
      skippedFrames: Math.min(frames, Math.round(skippedFrames)),
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

  /** The provider that spoke last, as `owner/agent`. */
  get provider(): string | undefined {
    return this.#last?.service.provider.id;
  }

  /** Found again, however often providers take turns: each counts once. */
  #partOf(service: Service, rateHz: number): Part {
    let part = this.#parts.find((one) => one.service === service && one.rateHz === rateHz);
    if (part === undefined) {
      part = { service, rateHz, frames: 0, skippedFrames: 0 };
      this.#parts.push(part);
    }
    this.#last = part;
    return part;
  }
}

type Piece = { readonly text: string; readonly pauseMs: number; readonly startFrame: number };

type Part = {
  readonly service: Service;
  readonly rateHz: number;
  frames: number;
  skippedFrames: number;
};
