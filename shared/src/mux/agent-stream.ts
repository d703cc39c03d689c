import type { PcmFormat } from "../audio/pcm-format.ts";
import { unreachable } from "../unreachable.ts";
import { Failure } from "../wire/failures.ts";
import { limits } from "../wire/limits.ts";
import type {
  Data,
  End,
  Open,
  Prompt,
  Reset,
  SpokenTime,
  StreamPosition,
  Times,
} from "../wire/messages.ts";
import { type AgentStreamListener, silentListener } from "./agent-stream-listener.ts";
import type { AgentStreamState } from "./agent-stream-state.ts";
import { IncomingPrompt } from "./incoming-prompt.ts";
import type { Link } from "./link.ts";
import { OutgoingSpeech } from "./outgoing-speech.ts";
import { answerTo, resetFor } from "./resets.ts";
import type { AgentStreamHost, Sender } from "./stream-host.ts";

/** The agent's side of one utterance: sends PCM, receives the reference recording if wanted. */
export class AgentStream implements Sender {
  readonly id: number;
  readonly request: Open;
  readonly deadlineMs: number;
  readonly #host: AgentStreamHost;
  readonly #speech: OutgoingSpeech;
  readonly #prompt: IncomingPrompt;
  #listener: AgentStreamListener = silentListener;
  #state: AgentStreamState = { at: "opened" };

  /** `deadlineMs`: when it must be over, on the mux's clock. */
  constructor(request: Open, deadlineMs: number, windowBytes: number, host: AgentStreamHost) {
    this.id = request.stream;
    this.request = request;
    this.deadlineMs = deadlineMs;
    this.#host = host;
    this.#speech = new OutgoingSpeech(request.stream, windowBytes);
    this.#prompt = new IncomingPrompt(request.prompt?.bytes ?? 0);
  }

  /** Who hears of events from now on. */
  listen(listener: AgentStreamListener): void {
    this.#listener = listener;
  }

  /** Says what the audio is. Must come before the first `write`. */
  accept(format: PcmFormat): void {
    if (this.#state.at !== "opened") return;
    this.#state = { at: "speaking", format };
    this.#speech.begin(format);
    this.#host.link?.send({ type: "ACCEPT", stream: this.id, ...format });
    this.#host.wake();
  }

  /** Bytes that may be written before waiting for `writable`. */
  get room(): number {
    return this.#speech.room;
  }

  /**
   * Sends PCM, at once or gathered with what follows where the listener is far behind; the array belongs
   * to the stream afterwards. Ignored once the stream is being ended.
   */
  write(pcm: Uint8Array): void {
    if (this.#state.at !== "speaking") return;
    this.#speech.write(pcm);
    if (this.#speech.isDue) this.#enlist();
  }

  /**
   * Says when words or characters are heard, as the engine told it: in order, all of one unit, in samples
   * of the format accepted. Goes out with the audio, ahead of what has not been sent of it. What does not
   * fit the wire is left out; nothing is said to a hub that does not take times.
   */
  times(unit: Times["unit"], times: readonly SpokenTime[]): void {
    if (this.#state.at !== "speaking" || !this.#host.takesTimes) return;
    this.#speech.addTimes(unit, times);
    if (this.#speech.isDue) this.#enlist();
  }

  /** Asks for the reference recording that the request announced. */
  wantPrompt(): void {
    this.#prompt.want();
    this.#givePromptCredit();
  }

  /** The oldest piece of the recording not yet taken. */
  takePrompt(): Uint8Array | undefined {
    const piece = this.#prompt.take();
    if (piece !== undefined) this.#givePromptCredit();
    return piece;
  }

  /**
   * All audio has been written. After `cancelled` it says that the engine has stopped. `facts`, within
   * the wire's limits, are what the engine said of the utterance.
   */
  end(facts: End["facts"]): void {
    if (this.#state.at === "cancelled") return this.#answerCancel(this.#state);
    if (this.#state.at !== "speaking") return;
    const { format } = this.#state;
    this.#state = { at: "ending", format, facts, isSaid: false };
    this.#speech.finish();
    this.#enlist();
  }

  /** It cannot be spoken. After `cancelled` it says that the engine has stopped. */
  fail(failure: Failure): void {
    if (this.#state.at === "cancelled") this.#answerCancel(this.#state);
    else if (this.#isUserAtWork) this.#reset(resetFor(this.id, failure));
  }

  // The session's side of the stream: called by AgentEndpoint alone.

  get ready(): "data" | "end" | undefined {
    if (this.#state.at !== "speaking" && this.#state.at !== "ending") return undefined;
    if (this.#speech.isDue) return "data";
    const isEndDue = this.#state.at === "ending" && !this.#state.isSaid && this.#speech.isAllSent;
    return isEndDue ? "end" : undefined;
  }

  get openedMs(): number {
    return this.deadlineMs - this.request.deadlineMs;
  }

  get isFresh(): boolean {
    return this.#speech.isFresh;
  }

  nextMessage(maxBytes: number, nowMs: number): Data | Times | End | undefined {
    if (this.ready === "data") {
      const message = this.#speech.next(maxBytes, nowMs);
      if (message === undefined) this.#host.wakeAt(this.#speech.timerMs);
      return message;
    }
    if (this.ready === undefined || this.#state.at !== "ending") return undefined;
    this.#state = { ...this.#state, isSaid: true };
    return { type: "END", stream: this.id, bytes: this.#speech.bytes, facts: this.#state.facts };
  }

  onPrompt(prompt: Prompt): void {
    if (!this.#prompt.push(prompt)) return this.#host.violated("PROMPT that was not asked for");
    if (this.#isUserAtWork) this.#listener.promptReadable();
  }

  onCredit(credit: number): void {
    if (!this.#speech.addCredit(credit)) {
      return this.#host.violated("credit beyond the stream window");
    }
    this.#enlist();
    this.#tellWritable();
  }

  /** The hub has all of it. */
  onEnd({ bytes }: End): void {
    if (this.#state.at !== "ending" || !this.#state.isSaid || bytes !== this.#speech.bytes) {
      return this.#host.violated("END that answers none");
    }
    this.#close();
  }

  /** Whether a RESET that comes now answers ours, or crosses it. */
  get awaitsReset(): boolean {
    return this.#state.at === "resetting";
  }

  onReset(reset: Reset, nowMs: number): void {
    switch (this.#state.at) {
      case "opened":
      case "speaking":
        return this.#cancel(reset, nowMs);
      case "cancelled":
        this.#state = { ...this.#state, by: reset };
        return undefined;
      case "ending":
        // An END that crosses the hub's RESET is its answer.
        if (!this.#state.isSaid) this.#host.link?.send(answerTo(reset));
        return this.#close();
      case "resetting":
        return this.#close();
      case "closed":
        return undefined;
      default:
        return unreachable(this.#state);
    }
  }

  /** Time passed: sends what was gathered, enforces the deadline, and answers a cancel whose user does not come back. */
  tick(nowMs: number): void {
    if (this.#state.at === "speaking" && this.#speech.tick(nowMs)) this.#enlist();
    if (nowMs < this.timerMs) return;
    if (this.#state.at === "cancelled") this.#answerCancel(this.#state);
    else this.#cancel(new Failure("DEADLINE", "The request took too long."), nowMs);
  }

  /** When `tick` is wanted, if it is. */
  get timerMs(): number {
    if (this.#state.at === "cancelled") return this.#state.sinceMs + limits.cancelGraceMs;
    return this.#isUserAtWork
      ? Math.min(this.deadlineMs, this.#speech.timerMs)
      : Number.POSITIVE_INFINITY;
  }

  /** Over without another word to the hub. */
  lose(failure: Failure): void {
    const isUserAtWork = this.#isUserAtWork;
    this.#close();
    if (isUserAtWork) this.#host.tell(() => this.#listener.cancelled(failure));
  }

  /** For HELLO: where the reference recording stands. */
  position(): StreamPosition {
    return { stream: this.id, ...this.#prompt.restate() };
  }

  /**
   * A new socket, and the hub has `position.received` bytes: says again what may have been lost, and
   * what came up since HELLO. Returns false when the hub's offsets cannot be.
   */
  resume(position: StreamPosition, link: Link): boolean {
    if (!this.#speech.resume(position.received, position.limit)) return false;
    if (this.#state.at === "ending") this.#state = { ...this.#state, isSaid: false };
    if (this.#state.at === "speaking" || this.#state.at === "ending") {
      link.send({ type: "ACCEPT", stream: this.id, ...this.#state.format });
    }
    if (this.#state.at === "resetting") link.send(this.#state.reset);
    link.enlist(this);
    this.#givePromptCredit();
    this.#tellWritable();
    return true;
  }

  /** Whether the engine runs and nobody has told it to stop. */
  get #isUserAtWork(): boolean {
    return this.#state.at === "opened" || this.#state.at === "speaking";
  }

  #enlist(): void {
    this.#host.link?.enlist(this);
    this.#host.wake();
  }

  #tellWritable(): void {
    if (this.#state.at === "speaking" && this.#speech.room > 0) this.#listener.writable();
  }

  #givePromptCredit(): void {
    const { link } = this.#host;
    if (link === undefined || !this.#isUserAtWork) return;
    link.giveCredit(this.id, this.#prompt.takeCredit());
    this.#host.wake();
  }

  #cancel(by: Reset | Failure, nowMs: number): void {
    this.#state = { at: "cancelled", by, sinceMs: nowMs };
    this.#host.wakeAt(nowMs + limits.cancelGraceMs);
    const failure = by instanceof Failure ? by : whyReset(by);
    this.#host.tell(() => this.#listener.cancelled(failure));
  }

  /** Our RESET, now or on the next socket; the hub answers it, unless it is itself the answer. */
  #reset(reset: Reset): void {
    this.#state = { at: "resetting", reset };
    this.#host.link?.forget(this);
    this.#host.link?.send(reset);
    this.#host.wake();
  }

  #answerCancel({ by, sinceMs }: AgentStreamState & { at: "cancelled" }): void {
    if (by instanceof Failure) return this.#reset(resetFor(this.id, by));
    this.#reset(answerTo(by));
    // Without a socket the answer waits for the next one, where the hub asks once more.
    if (this.#host.link === undefined) return;
    this.#host.cancelAnswered(sinceMs);
    this.#close();
  }

  #close(): void {
    this.#state = { at: "closed" };
    this.#host.closed(this);
  }
}

/** The hub's clock may come to the deadline before this one's does. */
function whyReset({ code }: Reset): Failure {
  return code === "DEADLINE"
    ? new Failure(code, "The request took too long.")
    : new Failure("CANCELLED", "The hub cancelled the request.");
}
