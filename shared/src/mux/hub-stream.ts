import { type PcmFormat, sameFormat } from "../audio/pcm-format.ts";
import { Failure, type ResetCode } from "../wire/failures.ts";
import { limits } from "../wire/limits.ts";
import type { Accept, Data, End, Open, Prompt, Reset, StreamPosition } from "../wire/messages.ts";
import { Inflow } from "./inflow.ts";
import type { Link } from "./link.ts";
import { Outflow } from "./outflow.ts";
import type { Sender, StreamHost } from "./stream-host.ts";

/** What the hub's side of a stream tells its user. Called from within the mux: must not throw. */
export interface HubStreamListener {
  accepted(format: PcmFormat): void;
  /** There is audio to take. */
  readable(): void;
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
  | { readonly at: "resetting"; readonly reset: Reset; readonly sinceMs: number }
  | { readonly at: "closed" };

/** The hub's side of one utterance: receives PCM, sends the reference recording if there is one. */
export class HubStream implements Sender {
  readonly id: number;
  readonly deadlineMs: number;
  readonly #open: Open;
  readonly #host: StreamHost;
  readonly #listener: HubStreamListener;
  readonly #inflow = new Inflow(limits.streamWindowBytes);
  readonly #prompt = new Outflow(limits.streamWindowBytes, 0);
  #state: State = { at: "opening" };

  /** `deadlineMs`: when it must be over, on the mux's clock. */
  constructor(
    open: Open,
    prompt: Uint8Array | undefined,
    deadlineMs: number,
    host: StreamHost,
    listener: HubStreamListener,
  ) {
    this.id = open.stream;
    this.deadlineMs = deadlineMs;
    this.#open = open;
    this.#host = host;
    this.#listener = listener;
    if (prompt !== undefined) this.#prompt.write(prompt);
    host.link?.send(open);
  }

  /** The oldest audio not yet taken; release it when it is done with. Bytes, not whole PCM frames. */
  take(): Uint8Array | undefined {
    return this.#inflow.take();
  }

  /** So many of the taken bytes are stored: the agent may send as many more. */
  release(bytes: number): void {
    const credit = this.#inflow.release(bytes);
    if (credit === 0 || this.#state.at !== "speaking") return;
    this.#host.link?.giveCredit(this.id, credit);
    this.#host.wake();
  }

  /** Ends it early; the agent stops its engine and answers. No effect on one that is over. */
  reset(code: ResetCode, message: string, nowMs: number): void {
    if (this.#state.at === "closed" || this.#state.at === "resetting") return;
    const reset: Reset = {
      type: "RESET",
      stream: this.id,
      code,
      elsewhere: false,
      message: message.slice(0, limits.messageChars),
    };
    this.#state = { at: "resetting", reset, sinceMs: nowMs };
    this.#host.link?.send(reset);
    this.#host.wake();
  }

  /** The session's side of the stream: called by HubEnd alone. */

  get hasData(): boolean {
    return this.#prompt.sendable > 0 && this.#live;
  }

  nextMessage(maxBytes: number): Prompt | undefined {
    if (!this.hasData) return undefined;
    return { type: "PROMPT", stream: this.id, ...this.#prompt.take(maxBytes) };
  }

  onAccept({ rateHz, channels }: Accept): void {
    const format = { rateHz, channels };
    if (this.#state.at === "opening") {
      this.#state = { at: "speaking", format };
      this.#listener.accepted(format);
    } else if (this.#state.at === "speaking" && !sameFormat(this.#state.format, format)) {
      this.#host.violated("the format changed within a stream");
    }
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

  onCredit(credit: number): void {
    if (!this.#prompt.addCredit(credit)) this.#host.violated("absurd credit");
    this.#host.link?.enlist(this);
  }

  onEnd({ bytes, facts }: End): void {
    if (this.#state.at === "resetting") return;
    if (this.#state.at !== "speaking" || bytes !== this.#inflow.received) {
      this.#host.violated("END does not match the DATA");
      return;
    }
    this.#host.link?.send({ type: "END", stream: this.id, bytes, facts: {} });
    this.#listener.ended(facts);
    this.#close();
  }

  /** The agent's RESET. Returns since when it was awaited, if it answers ours. */
  onReset({ code, elsewhere, message }: Reset): number | undefined {
    if (this.#state.at === "resetting") {
      const { sinceMs } = this.#state;
      this.#close();
      return sinceMs;
    }
    this.#host.link?.send({ type: "RESET", stream: this.id, code, elsewhere, message: "" });
    this.fail(new Failure(code, message, { elsewhere }));
    return undefined;
  }

  /** Over without another word to the agent. */
  fail(failure: Failure): void {
    if (this.#state.at === "closed") return;
    if (this.#live) this.#listener.failed(failure);
    this.#close();
  }

  /** The deadline has passed: the user is told, the agent is asked to stop. */
  expire(nowMs: number): void {
    if (!this.#live) return;
    const failure = new Failure("DEADLINE", "The request took too long.");
    this.reset("DEADLINE", failure.message, nowMs);
    this.#listener.failed(failure);
  }

  /** Whether a peer last heard at `heardMs` owes an answer to our RESET. */
  answerIsOverdue(heardMs: number): boolean {
    return this.#state.at === "resetting" && heardMs - this.#state.sinceMs >= limits.resetAnswerMs;
  }

  /** Whether it is neither over nor being ended. */
  get #live(): boolean {
    return this.#state.at === "opening" || this.#state.at === "speaking";
  }

  /**
   * A new socket. `offer` is what the agent says it has of this stream, `seen` whether the OPEN had
   * reached it. Returns where the agent is to go on, or undefined when it is not to.
   */
  resume(
    offer: StreamPosition | undefined,
    seen: boolean,
    link: Link,
    nowMs: number,
  ): StreamPosition | undefined {
    if (offer === undefined) {
      if (seen || this.#state.at === "resetting") {
        this.fail(new Failure("CONN_LOST", "The provider no longer has this request."));
      }
      return undefined;
    }
    if (!this.#prompt.resume(offer.received, offer.limit)) {
      this.#host.violated("an offset that cannot be");
      return undefined;
    }
    link.enlist(this);
    if (this.#state.at === "resetting") this.#state = { ...this.#state, sinceMs: nowMs };
    return { stream: this.id, ...this.#inflow.restate() };
  }

  /** After WELCOME: says again what the old socket may have lost. `known`: the agent has the OPEN. */
  repeat(known: boolean, link: Link): void {
    if (!known) link.send(this.#open);
    if (this.#state.at === "resetting") link.send(this.#state.reset);
  }

  #close(): void {
    this.#state = { at: "closed" };
    this.#host.closed(this);
    this.#listener.closed();
  }
}
