import { decode } from "../wire/decode.ts";
import { Failure } from "../wire/failures.ts";
import { closeCodes, limits } from "../wire/limits.ts";
import type { Drain, Message, Ping, Pong, Window } from "../wire/messages.ts";
import { isFinal } from "./is-final.ts";
import { Link, type LinkOptions } from "./link.ts";
import type { Close, MuxEndpoint, Telemetry } from "./mux-endpoint.ts";
import { OpenStreams, type TimedStream } from "./open-streams.ts";
import type { Sender, StreamHost } from "./stream-host.ts";

export type CoreOptions = LinkOptions & {
  /** Hears of faults of this side: what a listener has thrown. Must not throw. */
  readonly faulted: (thrown: unknown) => void;
};

/** A message that the two endpoints take differently; the others are the core's. */
export type OwnMessage = Exclude<Message, Ping | Pong | Window | Drain>;

/**
 * What both endpoints of a session do alike: they take frames in and count floods, give out frames,
 * keep the time, find streams, repeat a DRAIN, and close the socket of a peer that breaks the protocol.
 * What a socket's coming and going means for the session is the endpoint's own.
 */
export abstract class EndpointCore<S extends CoreStream> implements MuxEndpoint, StreamHost {
  onWake: () => void = () => undefined;
  protected readonly table: OpenStreams<S> = new OpenStreams<S>();
  protected readonly telemetry: Telemetry;
  /** The highest id of a stream so far in this session. */
  protected lastStream = 0;
  readonly #options: CoreOptions;
  #drain: Omit<Drain, "lastStream"> | undefined;

  constructor(options: CoreOptions) {
    this.#options = options;
    this.telemetry = options.telemetry;
  }

  abstract get link(): Link | undefined;
  /** The link of a socket that is open, whether or not it is ready for stream frames. */
  protected abstract get socket(): Link | undefined;
  /** When `tickSession` is wanted, infinite if it is not. */
  protected abstract get sessionTimerMs(): number;
  protected abstract tickSession(nowMs: number): void;
  /** Takes a message that is not the core's. */
  protected abstract dispatch(message: OwnMessage, link: Link, nowMs: number): void;
  /** The peer's first DRAIN on this socket. */
  protected abstract peerDrains(drain: Drain): void;
  /** The socket is gone; another may come. */
  protected abstract wentDown(nowMs: number): void;
  /** The session is over: no other socket goes on with it. */
  protected abstract giveUp(): void;

  get closing(): Close | undefined {
    return this.socket?.closing;
  }

  /** Streams that are not over, those being reset included. */
  get streams(): number {
    return this.table.size;
  }

  get roundTripMs(): number | undefined {
    return this.link?.liveness.roundTrip?.lastMs;
  }

  receive(frame: Uint8Array, nowMs: number): void {
    const link = this.socket;
    if (link === undefined || link.closing !== undefined) return;
    link.liveness.heard(nowMs);
    try {
      this.take(decode(frame), link, nowMs);
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.code === "PROTOCOL") this.violated(thrown.message);
      else this.fault(thrown);
    }
  }

  nextFrame(nowMs: number): Uint8Array | undefined {
    return this.socket?.nextFrame(nowMs);
  }

  tick(nowMs: number): void {
    this.table.tick(nowMs);
    this.tickSession(nowMs);
  }

  timerMs(): number | undefined {
    const atMs = Math.min(this.table.timerMs, this.sessionTimerMs);
    return Number.isFinite(atMs) ? atMs : undefined;
  }

  disconnect(nowMs: number, code?: number): void {
    if (this.socket === undefined) return;
    const isOver = this.link?.closing !== undefined || isFinal(code);
    this.wentDown(nowMs);
    if (isOver) this.giveUp();
    this.onWake();
  }

  wake(): void {
    this.onWake();
  }

  wakeAt(atMs: number): void {
    this.table.wakeAt(atMs);
  }

  violated(reason: string): void {
    this.socket?.close(closeCodes.protocol, reason);
  }

  closed(stream: Sender): void {
    this.table.delete(stream.id);
    this.link?.forget(stream);
  }

  tell(call: () => void): void {
    try {
      call();
    } catch (thrown) {
      this.fault(thrown);
    }
  }

  fault(thrown: unknown): void {
    this.socket?.close(closeCodes.internal, "internal error", thrown);
    this.#options.faulted(thrown);
    this.onWake();
  }

  protected newLink(nowMs: number): Link {
    return new Link(this.#options, nowMs);
  }

  /** `undefined` is an optional frame that is not known here. */
  protected take(message: Message | undefined, link: Link, nowMs: number): void {
    if (message === undefined) return link.countControl(nowMs);
    const { type } = message;
    if (type === "PING" || type === "PONG") return link.heartbeat(message, nowMs);
    if (type === "WINDOW") return this.#onWindow(message, link, nowMs);
    if (type === "DRAIN") return this.#onDrain(message, link, nowMs);
    return this.dispatch(message, link, nowMs);
  }

  /** Every frame of a stream but its last comes while the stream lives: what does not is a breach. */
  protected find(stream: number): S | undefined {
    const found = this.table.get(stream);
    if (found === undefined) this.violated(`stream ${stream} is not open`);
    return found;
  }

  /** Counts a RESET that answers none of ours. An engine that breaks down may fail all streams at once. */
  protected countReset(stream: CoreStream, link: Link, nowMs: number): void {
    if (nowMs - stream.openedMs < limits.resetCountedMs) link.countReset(nowMs);
  }

  protected get isDraining(): boolean {
    return this.#drain !== undefined;
  }

  /** Says DRAIN, now and on every socket to come. */
  protected sayDrain(drain: Omit<Drain, "type" | "lastStream">): void {
    this.#drain = { type: "DRAIN", ...drain };
    this.repeatDrain(this.link);
    this.onWake();
  }

  /** On another socket: the DRAIN that was said, if one was. */
  protected repeatDrain(link: Link | undefined): void {
    if (this.#drain !== undefined) link?.send({ ...this.#drain, lastStream: this.lastStream });
  }

  #onWindow(message: Window, link: Link, nowMs: number): void {
    if (message.credit < limits.smallCreditBytes) link.countControl(nowMs);
    if (message.stream === 0) link.addCredit(message.credit);
    else this.find(message.stream)?.onCredit(message.credit);
  }

  /** One that is said again says nothing new, and is counted. */
  #onDrain(drain: Drain, link: Link, nowMs: number): void {
    link.countControl(nowMs);
    if (link.isPeerDraining) return;
    link.isPeerDraining = true;
    this.peerDrains(drain);
  }
}

type CoreStream = Sender &
  TimedStream & {
    /** When its OPEN was sent or came. */
    readonly openedMs: number;
    onCredit(credit: number): void;
  };
