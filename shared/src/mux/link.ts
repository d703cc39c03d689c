import { encode } from "../wire/encode.ts";
import { closeCodes, limits } from "../wire/limits.ts";
import type { Message } from "../wire/messages.ts";
import { ConnectionWindow } from "./connection-window.ts";
import { Liveness } from "./liveness.ts";
import type { Close, Telemetry } from "./mux-end.ts";
import { RateLimit } from "./rate-limit.ts";
import type { Sender } from "./stream-host.ts";

/**
 * What both ends keep for one socket, from its opening to its loss: the order in which frames go
 * out, the connection's two windows, signs of life and the peer's rates. Streams outlive it.
 *
 * Order: control frames first, then credit, then one data frame of each stream in turn.
 */
export class Link {
  readonly liveness: Liveness;
  readonly #telemetry: Telemetry;
  readonly #controlRate: RateLimit;
  readonly #resetRate: RateLimit;
  readonly #receiving: ConnectionWindow;
  #sendCredit: number = limits.connectionWindowBytes;
  #control: Uint8Array[] = [];
  #controlBytes = 0;
  /** Credit to give, by stream: what comes due while frames wait is added up. */
  readonly #credits = new Map<number, number>();
  /** Streams with something to send, in the order of their turns. */
  readonly #turns = new Set<Sender>();
  #closing: Close | undefined;

  constructor(nowMs: number, random: () => number, telemetry: Telemetry) {
    this.liveness = new Liveness(nowMs, random);
    this.#telemetry = telemetry;
    this.#controlRate = new RateLimit(limits.controlFramesPerSecond, nowMs);
    this.#resetRate = new RateLimit(limits.resetsPerSecond, nowMs);
    this.#receiving = new ConnectionWindow(nowMs);
  }

  /** What the peer allows at first, where it has said so. */
  begin(connectionWindowBytes: number): void {
    this.#sendCredit = connectionWindowBytes;
  }

  get closing(): Close | undefined {
    return this.#closing;
  }

  /** The first reason to close stands. */
  close(code: number, reason: string): void {
    this.#closing ??= { code, reason };
  }

  /** Queues a control frame. A peer that lets too many wait is not reading. */
  send(message: Message): void {
    const frame = encode(message);
    this.#control.push(frame);
    this.#controlBytes += frame.length;
    if (this.#controlBytes > limits.sendQueueBytes) this.close(closeCodes.rate, "not reading");
  }

  giveCredit(stream: number, bytes: number): void {
    if (bytes > 0) this.#credits.set(stream, (this.#credits.get(stream) ?? 0) + bytes);
  }

  /** The stream is gone: credit for it would be a frame about nothing. */
  forget(sender: Sender): void {
    this.#credits.delete(sender.id);
    this.#turns.delete(sender);
  }

  /** The stream has something to send. */
  enlist(sender: Sender): void {
    this.#turns.add(sender);
  }

  nextFrame(nowMs: number): Uint8Array | undefined {
    const nonce = this.liveness.duePing(nowMs);
    if (nonce !== undefined) this.send({ type: "PING", nonce });
    return this.#nextControl() ?? this.#nextCredit() ?? this.#nextData();
  }

  /** Data arrived: takes it off the connection's window and gives credit back. */
  receiveData(bytes: number, nowMs: number): void {
    this.#telemetry.received(bytes);
    if (!this.#receiving.receive(bytes)) {
      this.close(closeCodes.protocol, "data beyond the connection window");
      return;
    }
    const credit = this.#receiving.credit(nowMs, this.liveness.roundTrip);
    this.giveCredit(0, credit.bytes);
    if (credit.probe) this.liveness.probe(nowMs);
  }

  /** Credit for the connection arrived. */
  addCredit(bytes: number): void {
    this.#sendCredit += bytes;
    if (this.#sendCredit > limits.creditMaxBytes) this.close(closeCodes.protocol, "absurd credit");
  }

  /** Counts a frame that costs its sender nothing and us a little. */
  countControl(nowMs: number): void {
    if (!this.#controlRate.allows(nowMs)) this.close(closeCodes.rate, "too many control frames");
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

  tick(nowMs: number): void {
    if (this.liveness.state(nowMs) === "dead") {
      this.close(closeCodes.heartbeat, "nothing heard for too long");
    }
  }

  #nextControl(): Uint8Array | undefined {
    const frame = this.#control.shift();
    if (frame !== undefined) this.#controlBytes -= frame.length;
    return frame;
  }

  #nextCredit(): Uint8Array | undefined {
    for (const [stream, credit] of this.#credits) {
      this.#credits.delete(stream);
      return encode({ type: "WINDOW", stream, credit });
    }
    return undefined;
  }

  #nextData(): Uint8Array | undefined {
    for (const sender of this.#turns) {
      if (this.#sendCredit === 0 && sender.hasData) continue;
      this.#turns.delete(sender);
      const message = sender.nextMessage(this.#sendCredit);
      if (sender.hasData) this.#turns.add(sender);
      if (message === undefined) continue;
      if (message.type !== "END") {
        this.#sendCredit -= message.bytes.length;
        this.#telemetry.sent(message.bytes.length);
      }
      return encode(message);
    }
    return undefined;
  }
}
