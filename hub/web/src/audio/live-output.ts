import { type Pcm, secondsOf } from "./pcm.ts";

/**
 * Plays audio while it arrives, through an audio element. A media element of its own would first
 * collect seconds of a WAV or Ogg whose length nobody knows; here it sounds as it comes.
 */
export class LiveOutput {
  readonly #audio: HTMLAudioElement;
  readonly #onOver: () => void;
  /** What was scheduled, in order: from when on the context's clock, and where in the audio. */
  readonly #pieces: Piece[] = [];
  #context: AudioContext | undefined;
  #target: MediaStreamAudioDestinationNode | undefined;
  #last: AudioBufferSourceNode | undefined;
  #seconds = 0;
  #isComplete = false;

  /** `onOver`: everything has been heard, after `complete`. */
  constructor(audio: HTMLAudioElement, onOver: () => void) {
    this.#audio = audio;
    this.#onOver = onOver;
  }

  add(pcm: Pcm): void {
    const { context, target } = this.#open(pcm.rateHz);
    const [first] = pcm.channels;
    if (first === undefined) return;
    const buffer = context.createBuffer(pcm.channels.length, first.length, pcm.rateHz);
    pcm.channels.forEach((samples, channel) => buffer.copyToChannel(samples, channel));
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(target);
    const previous = this.#pieces.at(-1);
    const gapless = previous && previous.startS + previous.lengthS;
    const isLate = gapless === undefined || gapless < context.currentTime;
    const startS = isLate ? context.currentTime + leadS : gapless;
    const lengthS = secondsOf(pcm);
    this.#pieces.push({ startS, lengthS, offsetS: this.#seconds });
    this.#seconds += lengthS;
    this.#follow(source);
    source.start(startS);
  }

  /** Nothing more comes. */
  complete(): void {
    this.#isComplete = true;
    if (this.#last === undefined) this.#onOver();
  }

  /** Whether nothing has come yet. */
  get isEmpty(): boolean {
    return this.#pieces.length === 0;
  }

  /** How far it has been heard, in seconds of the audio. */
  get position(): number {
    const now = this.#context?.currentTime ?? 0;
    const piece = this.#pieces.findLast(({ startS }) => startS <= now);
    return piece === undefined ? 0 : piece.offsetS + Math.min(now - piece.startS, piece.lengthS);
  }

  /** Whether the browser lets it sound: some want another click first. */
  get isHeld(): boolean {
    return this.#context?.state === "suspended";
  }

  async pause(): Promise<void> {
    await this.#context?.suspend();
    this.#audio.pause();
  }

  async resume(): Promise<void> {
    await this.#context?.resume();
    await this.#audio.play();
  }

  close(): void {
    this.#last = undefined;
    this.#audio.srcObject = null;
    void this.#context?.close();
  }

  #open(rateHz: number): { context: AudioContext; target: MediaStreamAudioDestinationNode } {
    // At the audio's own rate, so that the pieces join without a seam.
    this.#context ??= new AudioContext({ sampleRate: rateHz });
    const context = this.#context;
    if (this.#target === undefined) {
      this.#target = context.createMediaStreamDestination();
      this.#audio.srcObject = this.#target.stream;
      // Refused without a click before: then `isHeld`, and the play button is one.
      this.#audio.play().catch(() => undefined);
    }
    return { context, target: this.#target };
  }

  #follow(source: AudioBufferSourceNode): void {
    this.#last = source;
    source.addEventListener("ended", () => {
      if (this.#last !== source) return;
      this.#last = undefined;
      if (this.#isComplete) this.#onOver();
    });
  }
}

type Piece = { readonly startS: number; readonly lengthS: number; readonly offsetS: number };

/** Before the first sound, and after each gap: as much as the network may stutter unheard. */
const leadS = 0.08;
