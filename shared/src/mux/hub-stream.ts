import { type PcmFormat, sameFormat } from "../audio/pcm-format.ts";
import { Failure, type ResetCode } from "../wire/failures.ts";
import { limits } from "../wire/limits.ts";
import type {
  Accept,
  Data,
  End,
  Open,
  Prompt,
  Reset,
  SpokenTime,
  StreamPosition,
  Times,
} from "../wire/messages.ts";
import { IncomingTimes } from "./incoming-times.ts";
import { Inflow } from "./inflow.ts";
import type { Link } from "./link.ts";
import type { RoundTrip } from "./liveness.ts";
import { Outflow } from "./outflow.ts";
import type { Sender, StreamHost } from "./stream-host.ts";

/** What the hub's side of a stream tells its user. What a method throws ends the session. */
export interface HubStreamListener {
  accepted(format: PcmFormat): void;
  /** There is audio to take. */
  readable(): void;
  /**
   * When further words or characters are heard, as the engine said: within the audio, if the engine
   * is right. Before `ended`, in order, each once, all of one unit.
   */
  timed?(unit: Times["unit"], times: readonly SpokenTime[]): void;
  /** All audio has arrived (not all may be taken yet). */
  ended(facts: End["facts"]): void;
  /** It will not end: the agent's RESET, a deadline, a lost connection. Not called for one's own reset. */
  failed(failure: Failure): void;
  /** Neither side will send anything more: the agent's slot is free. Called exactly once, last. */
  closed(): void;
}

type State =
  | { readonly at: "opening" }
  | { readonly at: "speaking"; readonly format: PcmFormat }
  /** `readMs`: since when it is known that the agent has read our RESET. */
  | {
      readonly at: "resetting";
      readonly reset: Reset;
      readonly sinceMs: number;
      readonly readMs?: number;
    }
  | { readonly at: "closed" };

/** The hub's side of one utterance: receives PCM, sends the reference recording if there is one. */
export class HubStream implements Sender {
  readonly id: number;
  readonly #open: Open;
  readonly #deadlineMs: number;
  readonly #host: StreamHost;
  readonly #listener: HubStreamListener;
  readonly #inflow = new Inflow(limits.streamWindowBytes);
  readonly #prompt = new Outflow(limits.streamWindowBytes, 0);
  readonly #times = new IncomingTimes();
  #state: State = { at: "opening" };

  /** `deadlineMs`: when it must be over, on the mux's clock. The OPEN itself is the session's to send. */
  constructor(
    open: Open,
    prompt: Uint8Array | undefined,
    deadlineMs: number,
    host: StreamHost,
    listener: HubStreamListener,
  ) {
    this.id = open.stream;
    this.#open = open;
    this.#deadlineMs = deadlineMs;
    this.#host = host;
    this.#listener = listener;
    if (prompt !== undefined) this.#prompt.write(prompt);
  }

  /** The oldest audio not yet taken; release it when it is done with. Bytes, not whole PCM frames. */
  take(): Uint8Array | undefined {
    return this.#inflow.take();
  }

  /** So many of the taken bytes are stored: the agent may send as many more. */
  release(bytes: number): void {
    this.#inflow.release(bytes);
    const { link } = this.#host;
    if (link === undefined || this.#state.at !== "speaking") return;
    const credit = this.#inflow.takeCredit();
    if (credit === 0) return;
    link.giveCredit(this.id, credit);
    this.#host.wake();
  }

  /** Ends it early; the agent stops its engine and answers. No effect on one that is over. */
  reset(code: ResetCode, message: string, nowMs: number): void {
    if (!this.#isLive) return;
    const reset: Reset = {
      type: "RESET",
      stream: this.id,
      code,
      elsewhere: false,
      message: message.slice(0, limits.messageChars),
    };
    this.#state = { at: "resetting", reset, sinceMs: nowMs };
    this.#host.link?.forget(this);
    this.#host.link?.send(reset);
    this.#host.wake();
  }

  // The session's side of the stream: called by HubEndpoint alone.

  get ready(): "data" | undefined {
    return this.#isLive && this.#prompt.sendable > 0 ? "data" : undefined;
  }

  get openedMs(): number {
    return this.#deadlineMs - this.#open.deadlineMs;
  }

  get isFresh(): boolean {
    return this.#prompt.next === 0;
  }

  nextMessage(maxBytes: number): Prompt | undefined {
    if (this.ready === undefined) return undefined;
    return { type: "PROMPT", stream: this.id, ...this.#prompt.take(maxBytes) };
  }

  /** Returns whether it says anything new. */
  onAccept({ rateHz, channels }: Accept): boolean {
    const format = { rateHz, channels };
    if (this.#state.at === "opening") {
      this.#state = { at: "speaking", format };
      this.#listener.accepted(format);
      return true;
    }
    if (this.#state.at === "speaking" && !sameFormat(this.#state.format, format)) {
      this.#host.violated("the format changed within a stream");
    }
    return false;
  }

  /** Returns whether the stream's window is used up. */
  onData({ offset, bytes }: Data): boolean {
    if (this.#state.at === "resetting") return false;
    if (this.#state.at !== "speaking") {
      this.#host.violated("DATA before ACCEPT");
      return false;
    }
    const outcome = this.#inflow.push(offset, bytes);
    if (outcome === "gap") this.#host.violated("DATA out of order");
    if (outcome === "over") this.#host.violated("DATA beyond the stream window");
    if (outcome === "ok") this.#listener.readable();
    return this.#inflow.exhausted;
  }

  onTimes({ unit, index, times }: Times): void {
    if (this.#state.at === "resetting") return;
    const news = this.#state.at === "speaking" ? this.#times.take(unit, index, times) : undefined;
    if (news === undefined) this.#host.violated("TIMES out of order");
    else if (news.length > 0) this.#listener.timed?.(unit, news);
  }

  onCredit(credit: number): void {
    if (!this.#prompt.addCredit(credit)) this.#host.violated("credit beyond the stream window");
    this.#host.link?.enlist(this);
  }

  /** Must not come while our RESET is under way: see `onAnswer`. */
  onEnd({ bytes, facts }: End): void {
    if (this.#state.at !== "speaking" || bytes !== this.#inflow.received) {
      this.#host.violated("END does not match the DATA");
      return;
    }
    this.#host.link?.send({ type: "END", stream: this.id, bytes, facts: {} });
    this.#close(() => this.#listener.ended(facts));
  }

  /** The agent's RESET, which answers none of ours. */
  onReset({ code, elsewhere, message }: Reset): void {
    this.#host.link?.send({ type: "RESET", stream: this.id, code, elsewhere, message: "" });
    this.fail(new Failure(code, message, { elsewhere }));
  }

  /**
   * A closing frame of the agent came. If our RESET is under way that is its answer, be it a RESET
   * or an END that crossed it: the stream is over. Returns since when it was awaited.
   */
  onAnswer(): number | undefined {
    if (this.#state.at !== "resetting") return undefined;
    const { sinceMs } = this.#state;
    this.#close();
    return sinceMs;
  }

  /** Over without another word to the agent. */
  fail(failure: Failure): void {
    if (this.#isLive) this.#close(() => this.#listener.failed(failure));
    else if (this.#state.at === "resetting") this.#close();
  }

  /** Time passed. At the deadline the user is told, and the agent asked to stop. */
  tick(nowMs: number): void {
    if (!this.#isLive || nowMs < this.#deadlineMs) return;
    const failure = new Failure("DEADLINE", "The request took too long.");
    this.reset("DEADLINE", failure.message, nowMs);
    this.#host.tell(() => this.#listener.failed(failure));
  }

  /** When `tick` is wanted, if it is. */
  get timerMs(): number {
    return this.#isLive ? this.#deadlineMs : Number.POSITIVE_INFINITY;
  }

  /**
   * Whether the agent owes an answer to our RESET, as far as the latest round trip tells: frames keep
   * their order, so that a PONG says what had been read, and not merely what time it is.
   */
  isAnswerOverdue({ sentMs }: RoundTrip, nowMs: number): boolean {
    if (this.#state.at !== "resetting") return false;
    const { sinceMs, readMs } = this.#state;
    if (readMs !== undefined) return sentMs - readMs >= limits.resetAnswerMs;
    if (sentMs >= sinceMs) this.#state = { ...this.#state, readMs: nowMs };
    return false;
  }

  get isResetting(): boolean {
    return this.#state.at === "resetting";
  }

  /** A new socket, and the agent stands at `offer`. Returns where it is to go on. */
  resume(offer: StreamPosition, link: Link, nowMs: number): StreamPosition {
    if (!this.#prompt.resume(offer.received, offer.limit)) {
      this.#host.violated("an offset that cannot be");
    }
    link.enlist(this);
    if (this.#state.at === "resetting") {
      this.#state = { at: "resetting", reset: this.#state.reset, sinceMs: nowMs };
    }
    return { stream: this.id, ...this.#inflow.restate() };
  }

  /** After WELCOME: says again what the old socket may have lost. `known`: the agent has the OPEN. */
  repeat(known: boolean, link: Link): void {
    if (!known) link.send(this.#open);
    if (this.#state.at === "resetting") link.send(this.#state.reset);
  }

  /** Whether it is neither over nor being ended. */
  get #isLive(): boolean {
    return this.#state.at === "opening" || this.#state.at === "speaking";
  }

  /** `tell`: the user's last word before `closed`; whatever it does finds the stream over. */
  #close(tell?: () => void): void {
    this.#state = { at: "closed" };
    this.#host.closed(this);
    if (tell !== undefined) this.#host.tell(tell);
    this.#host.tell(() => this.#listener.closed());
  }
}
