import type { PcmFormat } from "../audio/pcm-format.ts";
import { unreachable } from "../unreachable.ts";
import { Failure, isResetCode } from "../wire/failures.ts";
import { limits } from "../wire/limits.ts";
import type { Data, End, Open, Prompt, Reset, StreamPosition } from "../wire/messages.ts";
import { Inflow } from "./inflow.ts";
import type { Link } from "./link.ts";
import { Outflow } from "./outflow.ts";
import type { Sender, StreamHost } from "./stream-host.ts";

/** What the agent's side of a stream tells its user. Called from within the mux: must not throw. */
export interface AgentStreamListener {
  /** Stop the engine, then call `end` or `fail`: the hub waits for that. */
  cancelled(failure: Failure): void;
  /** There is room to write again. */
  writable(): void;
  /** A piece of the reference recording is there to take. */
  promptReadable(): void;
}

type State =
  | { readonly at: "opened" }
  | { readonly at: "speaking"; readonly format: PcmFormat }
  /** The user is done; END goes out after the last byte and is then answered by the hub. */
  | {
      readonly at: "ending";
      readonly format: PcmFormat;
      readonly facts: End["facts"];
      sent: boolean;
    }
  /** The user has been told to stop and has not yet said that it did. */
  | { readonly at: "cancelled"; readonly by: Reset | Failure; readonly sinceMs: number }
  /** Our RESET waits for the hub's. */
  | { readonly at: "resetting"; readonly reset: Reset }
  | { readonly at: "closed" };

/** The agent's side of one utterance: sends PCM, receives the reference recording if wanted. */
export class AgentStream implements Sender {
  readonly id: number;
  readonly request: Open;
  readonly deadlineMs: number;
  readonly #host: StreamHost;
  readonly #outflow: Outflow;
  #listener: AgentStreamListener = silentListener;
  #prompt: Inflow | undefined;
  #state: State = { at: "opened" };

  /** `deadlineMs`: when it must be over, on the mux's clock. */
  constructor(request: Open, deadlineMs: number, windowBytes: number, host: StreamHost) {
    this.id = request.stream;
    this.request = request;
    this.deadlineMs = deadlineMs;
    this.#host = host;
    this.#outflow = new Outflow(windowBytes);
  }

  /** Who hears of events from now on. */
  listen(listener: AgentStreamListener): void {
    this.#listener = listener;
  }

  /** Says what the audio is. Must come before the first `write`. */
  accept(format: PcmFormat): void {
    if (this.#state.at !== "opened") return;
    this.#state = { at: "speaking", format };
    this.#host.link?.send({ type: "ACCEPT", stream: this.id, ...format });
    this.#host.wake();
  }

  /** Bytes that may be written before waiting for `writable`. */
  get room(): number {
    return this.#outflow.room;
  }

  /** Sends PCM; the array belongs to the stream afterwards. Ignored once the stream is being ended. */
  write(pcm: Uint8Array): void {
    if (this.#state.at !== "speaking") return;
    this.#outflow.write(pcm);
    this.#enlist();
  }

  /** Asks for the reference recording that the request announced. */
  wantPrompt(): void {
    if (this.request.prompt === undefined || this.#prompt !== undefined) return;
    this.#prompt = new Inflow(limits.streamWindowBytes);
    this.#host.link?.giveCredit(this.id, limits.streamWindowBytes);
    this.#host.wake();
  }

  /** The oldest piece of the recording not yet taken. */
  takePrompt(): Uint8Array | undefined {
    const piece = this.#prompt?.take();
    const credit = piece === undefined ? 0 : (this.#prompt?.release(piece.length) ?? 0);
    if (credit > 0 && this.#userAtWork) this.#host.link?.giveCredit(this.id, credit);
    this.#host.wake();
    return piece;
  }

  /** All audio has been written. After `cancelled` it says that the engine has stopped. */
  end(facts: End["facts"]): void {
    if (this.#state.at === "cancelled") return this.#answerCancel();
    if (this.#state.at !== "speaking") return;
    this.#state = { at: "ending", format: this.#state.format, facts, sent: false };
    this.#enlist();
  }

  /** It cannot be spoken. After `cancelled` it says that the engine has stopped. */
  fail(failure: Failure): void {
    if (this.#state.at === "cancelled") return this.#answerCancel();
    if (this.#userAtWork) this.#reset(failure);
  }

  /** The session's side of the stream: called by AgentEnd alone. */

  get hasData(): boolean {
    return (
      this.#outflow.sendable > 0 && (this.#state.at === "speaking" || this.#state.at === "ending")
    );
  }

  nextMessage(maxBytes: number): Data | End | undefined {
    if (this.hasData) return { type: "DATA", stream: this.id, ...this.#outflow.take(maxBytes) };
    if (this.#state.at !== "ending" || this.#state.sent || !this.#outflow.drained) return undefined;
    this.#state.sent = true;
    return { type: "END", stream: this.id, bytes: this.#outflow.end, facts: this.#state.facts };
  }

  onPrompt({ offset, bytes }: Prompt): void {
    const announced = this.request.prompt?.bytes ?? 0;
    const outcome = this.#prompt?.push(offset, bytes);
    if (outcome !== "ok" || offset + bytes.length > announced) {
      this.#host.violated("PROMPT that was not asked for");
    }
    this.#listener.promptReadable();
  }

  onCredit(credit: number): void {
    if (!this.#outflow.addCredit(credit)) return this.#host.violated("absurd credit");
    this.#enlist();
    if (this.#state.at === "speaking" && this.#outflow.room > 0) this.#listener.writable();
  }

  /** The hub has all of it. */
  onEnd({ bytes }: End): void {
    if (this.#state.at !== "ending" || bytes !== this.#outflow.end) {
      return this.#host.violated("END that answers none");
    }
    this.#close();
  }

  onReset(reset: Reset, nowMs: number): void {
    switch (this.#state.at) {
      case "opened":
      case "speaking":
        this.#state = { at: "cancelled", by: reset, sinceMs: nowMs };
        return this.#listener.cancelled(new Failure("CANCELLED", "The hub cancelled the request."));
      case "cancelled":
        this.#state = { ...this.#state, by: reset };
        return undefined;
      case "ending":
        this.#answer(reset);
        return this.#close();
      case "resetting":
        return this.#close();
      case "closed":
        return undefined;
      default:
        return unreachable(this.#state);
    }
  }

  /** Time passed: enforces the deadline, and answers a cancel whose user does not come back. */
  tick(nowMs: number): void {
    if (this.#userAtWork && nowMs >= this.deadlineMs) {
      const failure = new Failure("DEADLINE", "The request took too long.");
      this.#state = { at: "cancelled", by: failure, sinceMs: nowMs };
      this.#listener.cancelled(failure);
    }
    const isLate =
      this.#state.at === "cancelled" && nowMs - this.#state.sinceMs >= limits.cancelGraceMs;
    if (isLate) this.#answerCancel();
  }

  /** When `tick` is wanted, if it is. */
  get timerMs(): number {
    if (this.#state.at === "cancelled") return this.#state.sinceMs + limits.cancelGraceMs;
    return this.#userAtWork ? this.deadlineMs : Number.POSITIVE_INFINITY;
  }

  /** Over without another word to the hub. */
  lose(failure: Failure): void {
    const atWork = this.#userAtWork;
    this.#close();
    if (atWork) this.#listener.cancelled(failure);
  }

  /** For HELLO: where the reference recording stands. */
  position(): StreamPosition {
    const { received, limit } = this.#prompt?.restate() ?? { received: 0, limit: 0 };
    return { stream: this.id, received, limit };
  }

  /**
   * A new socket, and the hub has `position.received` bytes: says again what may have been lost.
   * Returns false when the hub's offsets cannot be.
   */
  resume(position: StreamPosition, link: Link): boolean {
    if (!this.#outflow.resume(position.received, position.limit)) return false;
    if (this.#state.at === "ending") this.#state.sent = false;
    if (this.#state.at === "speaking" || this.#state.at === "ending") {
      link.send({ type: "ACCEPT", stream: this.id, ...this.#state.format });
    }
    if (this.#state.at === "resetting") link.send(this.#state.reset);
    link.enlist(this);
    if (this.#state.at === "speaking" && this.#outflow.room > 0) this.#listener.writable();
    return true;
  }

  get #userAtWork(): boolean {
    return this.#state.at === "opened" || this.#state.at === "speaking";
  }

  #enlist(): void {
    this.#host.link?.enlist(this);
    this.#host.wake();
  }

  #reset(failure: Failure): void {
    const reset: Reset = {
      type: "RESET",
      stream: this.id,
      code: isResetCode(failure.code) ? failure.code : "INTERNAL",
      elsewhere: failure.elsewhere,
      message: failure.message.slice(0, limits.messageChars),
    };
    this.#state = { at: "resetting", reset };
    this.#host.link?.send(reset);
    this.#host.wake();
  }

  #answerCancel(): void {
    if (this.#state.at !== "cancelled") return;
    const { by } = this.#state;
    if (by instanceof Failure) return this.#reset(by);
    this.#answer(by);
    this.#close();
  }

  #answer(reset: Reset): void {
    this.#host.link?.send({ ...reset, message: "" });
    this.#host.wake();
  }

  #close(): void {
    this.#state = { at: "closed" };
    this.#host.closed(this);
  }
}

const silentListener: AgentStreamListener = {
  cancelled: () => undefined,
  writable: () => undefined,
  promptReadable: () => undefined,
};
