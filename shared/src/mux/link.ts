import { encode } from "../wire/encode.ts";
import { closeCodes, limits } from "../wire/limits.ts";
import type { Message } from "../wire/messages.ts";
import { ConnectionWindow } from "./connection-window.ts";
import { Liveness, type LivenessTimes } from "./liveness.ts";
import type { Close, Telemetry } from "./mux-endpoint.ts";
import { RateLimit } from "./rate-limit.ts";
import type { Sender } from "./stream-host.ts";
import { SendQueue } from "./send-queue.ts";

export type LinkOptions = {
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly telemetry: Telemetry;
  /** How many RESETs the peer may send at once, beyond its rate. */
  readonly resetReserve: number;
};

/**
 * What both endpoints keep for one socket, from its opening to its loss: the order in which frames go
 * out, the connection's two windows, signs of life and the peer's rates. Streams outlive it.
 *
 * Order: control frames first, then credit, then one data frame of each stream in turn.
 */
export class Link {
  readonly liveness: Liveness;
  /** Whether the peer has said DRAIN on this socket. */
  isPeerDraining = false;
  readonly #telemetry: Telemetry;
  readonly #controlRate: RateLimit;
  readonly #resetRate: RateLimit;
  readonly #smallRate: RateLimit;
  readonly #receiving: ConnectionWindow;
  #sendCredit: number = limits.connectionWindowBytes;
  readonly #control: Uint8Array[] = [];
  #controlBytes = 0;
  /** Credit to give, by stream: what comes due while frames wait is added up. */
  readonly #credits = new Map<number, number>();
  readonly #turns = new SendQueue();
  #closing: Close | undefined;

  constructor({ random, telemetry, resetReserve }: LinkOptions, nowMs: number) {
    this.liveness = new Liveness(nowMs, random);
    this.#telemetry = telemetry;
    this.#controlRate = new RateLimit(limits.controlFramesPerSecond, nowMs);
    this.#resetRate = new RateLimit(limits.resetsPerSecond, nowMs, resetReserve);
    this.#smallRate = new RateLimit(limits.smallFramesPerSecond, nowMs);
    this.#receiving = new ConnectionWindow(nowMs);
  }

  /** HELLO and WELCOME have been said: how much may be under way to the peer, and when to ping it. */
  begin(connectionWindowBytes: number, times: LivenessTimes, nowMs: number): void {
    this.#sendCredit = connectionWindowBytes;
    this.liveness.begin(times, nowMs);
  }

  get closing(): Close | undefined {
    return this.#closing;
  }

  /** The first reason to close stands. */
  close(code: number, reason: string, cause?: unknown): void {
    this.#closing ??= cause === undefined ? { code, reason } : { code, reason, cause };
  }

  /** Queues a control frame. A peer that lets too many wait is not reading. */
  send(message: Message): void {
    this.sendFrame(encode(message));
  }

  /** The same for one that is encoded already. */
  sendFrame(frame: Uint8Array): void {
    this.#control.push(frame);
    this.#controlBytes += frame.length;
    if (this.#controlBytes > limits.sendQueueBytes) this.close(closeCodes.rate, "not reading");
  }

  giveCredit(stream: number, bytes: number): void {
    if (bytes > 0) this.#credits.set(stream, (this.#credits.get(stream) ?? 0) + bytes);
  }

  /** Nothing more of the stream but its closing frame: credit after that would be about nothing. */
  forget(sender: Sender): void {
    this.#credits.delete(sender.id);
    this.#turns.delete(sender);
  }

  /** The stream may have something to send. */
  enlist(sender: Sender): void {
    this.#turns.add(sender);
  }

  nextFrame(nowMs: number): Uint8Array | undefined {
    this.#ping(nowMs);
    return this.#nextControl() ?? this.#nextCredit(nowMs) ?? this.#nextData(nowMs);
  }

  /** Data arrived: takes it off the connection's window. */
  receiveData(bytes: number, nowMs: number): void {
    this.#telemetry.received(bytes);
    if (bytes < limits.smallDataBytes) this.countSmall(nowMs);
    if (!this.#receiving.receive(bytes)) {
      this.close(closeCodes.protocol, "data beyond the connection window");
    }
  }

  /** Credit for the connection arrived. */
  addCredit(bytes: number): void {
    this.#sendCredit += bytes;
    if (this.#sendCredit > limits.connectionWindowMaxBytes) {
      this.close(closeCodes.protocol, "credit beyond the largest window");
    }
  }

  /** Counts a frame that costs its sender nothing and us a little. */
  countControl(nowMs: number): void {
    if (!this.#controlRate.allows(nowMs)) this.close(closeCodes.rate, "too many control frames");
  }

  /** Counts a frame of audio that costs us more than it carries. */
  countSmall(nowMs: number): void {
    if (!this.#smallRate.allows(nowMs)) this.close(closeCodes.rate, "too many small frames");
  }

  /** Counts a RESET that answers none of ours. */
  countReset(nowMs: number): void {
    if (!this.#resetRate.allows(nowMs)) this.close(closeCodes.rate, "too many resets");
  }

  /** Answers PING, takes PONG. */
  heartbeat(message: Message & { type: "PING" | "PONG" }, nowMs: number): void {
    this.countControl(nowMs);
    if (message.type === "PING") {
      this.send({ type: "PONG", nonce: message.nonce });
      return;
    }
    const tookMs = this.liveness.pong(message.nonce, nowMs);
    if (tookMs !== undefined) this.#telemetry.roundTrip(tookMs);
  }

  /** What is due is queued even while the socket has no room: else it would stay due. */
  tick(nowMs: number): void {
    this.#ping(nowMs);
    if (this.liveness.state(nowMs) === "dead") {
      this.close(closeCodes.heartbeat, "nothing heard for too long");
    }
  }

  #ping(nowMs: number): void {
    const nonce = this.liveness.duePing(nowMs);
    if (nonce !== undefined) this.send({ type: "PING", nonce });
  }

  #nextControl(): Uint8Array | undefined {
    const frame = this.#control.shift();
    if (frame !== undefined) this.#controlBytes -= frame.length;
    return frame;
  }

  #nextCredit(nowMs: number): Uint8Array | undefined {
    const { bytes, probe } = this.#receiving.takeCredit(nowMs, this.liveness.roundTrip);
    if (probe) this.liveness.probe();
    if (bytes > 0) return encode({ type: "WINDOW", stream: 0, credit: bytes });
    for (const [stream, credit] of this.#credits) {
      this.#credits.delete(stream);
      return encode({ type: "WINDOW", stream, credit });
    }
    return undefined;
  }

  #nextData(nowMs: number): Uint8Array | undefined {
    const message = this.#turns.next(this.#sendCredit, nowMs);
    if (message === undefined) return undefined;
    if (message.type === "DATA" || message.type === "PROMPT") {
      this.#sendCredit -= message.bytes.length;
      this.#telemetry.sent(message.bytes.length);
    }
    return encode(message);
  }
}
