import type { PcmFormat } from "../audio/pcm-format.ts";
import type { Data, SpokenTime, Times } from "../wire/messages.ts";
import { Gathering } from "./gathering.ts";
import { Outflow } from "./outflow.ts";
import { OutgoingTimes } from "./outgoing-times.ts";

/** What the agent's side of a stream sends: audio, and when its words are heard. */
export class OutgoingSpeech {
  readonly #stream: number;
  readonly #audio: Outflow;
  readonly #times = new OutgoingTimes();
  #gathering: Gathering | undefined;

  constructor(stream: number, windowBytes: number) {
    this.#stream = stream;
    this.#audio = new Outflow(windowBytes);
  }

  /** The audio will be this. */
  begin(format: PcmFormat): void {
    this.#gathering = new Gathering(format);
  }

  /** Nothing more is written: nothing waits any longer for what follows. */
  finish(): void {
    this.#gathering = undefined;
  }

  /** Bytes that may be written before waiting for credit. */
  get room(): number {
    return this.#audio.room;
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#audio.end;
  }

  /** Whether no audio has been sent. */
  get isFresh(): boolean {
    return this.#audio.next === 0;
  }

  /** Whether all that was written has been sent. */
  get isAllSent(): boolean {
    return this.#audio.drained && !this.#times.isPending;
  }

  /** Whether something may go out now. While there is no room, somebody waits for what is held. */
  get isDue(): boolean {
    const waitingBytes = this.#audio.sendable;
    if (waitingBytes === 0 && !this.#times.isPending) return false;
    return this.room === 0 || !(this.#gathering?.isHolding(waitingBytes) ?? false);
  }

  /** When `tick` is wanted, infinite if it is not. */
  get timerMs(): number {
    return this.#gathering?.timerMs ?? Number.POSITIVE_INFINITY;
  }

  /** Adds PCM, which belongs to it from here on. */
  write(pcm: Uint8Array): void {
    this.#audio.write(pcm);
  }

  addTimes(unit: Times["unit"], times: readonly SpokenTime[]): void {
    this.#times.add(unit, times);
  }

  /** The next frame, at the stream's turn; undefined when what there is waits on. Only when `isDue`. */
  next(maxBytes: number, nowMs: number): Data | Times | undefined {
    const waitingBytes = this.#audio.sendable;
    const mayWait = this.room > 0;
    if (mayWait && this.#gathering?.hold(this.#audio.next, waitingBytes, nowMs)) return undefined;
    // The first audio is awaited more than when its words are heard.
    const isTimesTurn = !this.isFresh || waitingBytes === 0;
    if (this.#times.isPending && isTimesTurn) return this.#times.take(this.#stream);
    return { type: "DATA", stream: this.#stream, ...this.#audio.take(maxBytes) };
  }

  /** Time passed. Returns whether something is due by that. */
  tick(nowMs: number): boolean {
    return this.#gathering?.tick(nowMs) ?? false;
  }

  /** False when that is more credit than there can be. */
  addCredit(credit: number): boolean {
    return this.#audio.addCredit(credit);
  }

  /** A new socket, and the hub has so much. False when that cannot be. */
  resume(received: number, limit: number): boolean {
    this.#times.rewind();
    return this.#audio.resume(received, limit);
  }
}
