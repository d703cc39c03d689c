import { asFailure, Failure } from "../wire/failures.ts";
import { decode } from "../wire/decode.ts";
import { closeCodes, limits } from "../wire/limits.ts";
import { unreachable } from "../unreachable.ts";
import type {
  Data,
  Drain,
  Hello,
  Message,
  Open,
  Reset,
  ServiceDeclaration,
  Welcome,
  Window,
} from "../wire/messages.ts";
import { HubStream, type HubStreamListener } from "./hub-stream.ts";
import { Link } from "./link.ts";
import type { Close, MuxEnd, Telemetry } from "./mux-end.ts";
import { RateLimit } from "./rate-limit.ts";
import type { Sender, StreamHost } from "./stream-host.ts";

/** What the hub's end of a session tells its owner. Called from within the mux: must not throw. */
export interface HubEndListener {
  /** The agent declared its services anew. */
  declared(services: readonly ServiceDeclaration[]): void;
  /** The agent takes nothing new. */
  draining(drain: Drain): void;
  /** The session is over, and with it every stream. */
  over(failure: Failure): void;
}

export type HubEndOptions = {
  readonly session: string;
  readonly hub: string;
  /** Secret: who presents it goes on with this session's streams. */
  readonly resumeToken: string;
  readonly random: () => number;
  readonly telemetry: Telemetry;
};

/** OPEN without what the session adds; `prompt.audio` is sent when the agent asks for it. */
export type Request = Omit<Open, "type" | "stream" | "prompt"> & {
  readonly prompt?: {
    readonly audio: Uint8Array;
    readonly hash: string;
    readonly transcript: string;
  };
};

type Status =
  | { readonly at: "up"; readonly link: Link }
  | { readonly at: "down"; readonly untilMs: number }
  | { readonly at: "over" };

/** The hub's end of one agent's session, over as many sockets as it takes. */
export class HubEnd implements MuxEnd, StreamHost {
  onWake: () => void = () => undefined;
  readonly #options: HubEndOptions;
  readonly #listener: HubEndListener;
  readonly #streams = new Map<number, HubStream>();
  readonly #servicesRate: RateLimit;
  #status: Status;
  #lastStream = 0;
  /** At or before the first deadline of a stream; a tick makes it exact. */
  #nextDeadlineMs = Number.POSITIVE_INFINITY;
  #draining = false;

  constructor(options: HubEndOptions, listener: HubEndListener, nowMs: number) {
    this.#options = options;
    this.#listener = listener;
    this.#status = { at: "down", untilMs: nowMs + limits.helloMs };
    this.#servicesRate = new RateLimit(limits.servicesPerSecond, nowMs);
  }

  get closing(): Close | undefined {
    return this.#status.at === "up" ? this.#status.link.closing : undefined;
  }

  get link(): Link | undefined {
    return this.#status.at === "up" ? this.#status.link : undefined;
  }

  /** Streams that are not over, those being reset included. */
  get streams(): number {
    return this.#streams.size;
  }

  get roundTripMs(): number | undefined {
    return this.link?.liveness.roundTrip?.lastMs;
  }

  /** Whether a new stream may be opened: connected, heard of lately, not draining. */
  usable(nowMs: number): boolean {
    return !this.#draining && this.link?.liveness.state(nowMs) === "alive";
  }

  /**
   * A socket of this session's agent has said HELLO: answers it. Streams of an earlier socket go on
   * when the HELLO offers them under the right token; else they are over.
   */
  connect(hello: Hello, nowMs: number): void {
    const offer = hello.resume?.token === this.#options.resumeToken ? hello.resume : undefined;
    if (offer === undefined) this.#failAll(new Failure("CONN_LOST", "The provider started anew."));
    const link = new Link(nowMs, this.#options.random, this.#options.telemetry);
    this.#status = { at: "up", link };
    this.#draining = false;
    const offered = new Map(offer?.streams.map((one) => [one.stream, one]));
    const seen = (stream: HubStream): boolean => stream.id <= (offer?.lastStream ?? 0);
    const positions = [...this.#streams.values()].flatMap(
      (stream) => stream.resume(offered.get(stream.id), seen(stream), link, nowMs) ?? [],
    );
    link.send(this.#welcome(hello, offer === undefined ? {} : { streams: positions }));
    for (const stream of this.#streams.values()) stream.repeat(seen(stream), link);
    if (offer !== undefined) this.#options.telemetry.resumed(positions.length);
    this.onWake();
  }

  /** Opens a stream. Throws NOT_READY where `usable` says no. */
  open(request: Request, listener: HubStreamListener, nowMs: number): HubStream {
    if (!this.usable(nowMs)) throw new Failure("NOT_READY", "The provider's connection is not up.");
    const { prompt, ...rest } = request;
    this.#lastStream += 1;
    const announced = prompt && {
      prompt: { bytes: prompt.audio.length, hash: prompt.hash, transcript: prompt.transcript },
    };
    const open: Open = { type: "OPEN", stream: this.#lastStream, ...rest, ...announced };
    const deadlineMs = nowMs + request.deadlineMs;
    const stream = new HubStream(open, prompt?.audio, deadlineMs, this, listener);
    this.#streams.set(stream.id, stream);
    this.#nextDeadlineMs = Math.min(this.#nextDeadlineMs, deadlineMs);
    this.onWake();
    return stream;
  }

  /** Asks the agent to move to another socket after `reconnectMs`; streams in flight go on. */
  drain(graceMs: number, reconnectMs: number): void {
    this.#draining = true;
    this.link?.send({ type: "DRAIN", lastStream: this.#lastStream, graceMs, reconnectMs });
    this.onWake();
  }

  /** Ends the session: its streams fail, its socket closes with `code`. */
  end(code: number, reason: string): void {
    this.link?.close(code, reason);
    this.#failAll(new Failure("CONN_LOST", "The provider was disconnected."));
    this.onWake();
  }

  receive(frame: Uint8Array, nowMs: number): void {
    const { link } = this;
    if (link === undefined || link.closing !== undefined) return;
    link.liveness.heard(nowMs);
    try {
      const message = decode(frame);
      if (message === undefined) link.countControl(nowMs);
      else this.#dispatch(message, link, nowMs);
    } catch (thrown) {
      this.violated(asFailure(thrown).message);
    }
  }

  nextFrame(nowMs: number): Uint8Array | undefined {
    return this.link?.nextFrame(nowMs);
  }

  tick(nowMs: number): void {
    if (this.#status.at === "down" && nowMs >= this.#status.untilMs) this.#over(connectionLost());
    const { link } = this;
    if (link === undefined) return;
    link.tick(nowMs);
    for (const stream of this.#streams.values()) {
      if (nowMs >= stream.deadlineMs) stream.expire(nowMs);
      if (stream.answerIsOverdue(link.liveness.heardMs)) this.violated("a RESET went unanswered");
    }
    const ahead = [...this.#streams.values()].map((stream) => stream.deadlineMs);
    this.#nextDeadlineMs = Math.min(...ahead.filter((deadlineMs) => deadlineMs > nowMs));
  }

  timerMs(): number | undefined {
    if (this.#status.at === "over") return undefined;
    if (this.#status.at === "down") return this.#status.untilMs;
    return Math.min(this.#status.link.liveness.timerMs, this.#nextDeadlineMs);
  }

  disconnect(nowMs: number, code?: number): void {
    if (this.#status.at !== "up") return;
    const closing = this.#status.link.closing;
    if (closing !== undefined || code === closeCodes.done) this.#over(connectionLost());
    else this.#status = { at: "down", untilMs: nowMs + limits.resumeMs };
    this.onWake();
  }

  wake(): void {
    this.onWake();
  }

  violated(reason: string): void {
    this.link?.close(closeCodes.protocol, reason);
  }

  closed(stream: Sender): void {
    this.#streams.delete(stream.id);
    this.link?.forget(stream);
  }

  #dispatch(message: Message, link: Link, nowMs: number): void {
    switch (message.type) {
      case "DATA":
        return this.#onData(message, link, nowMs);
      case "ACCEPT":
        return this.#find(message.stream)?.onAccept(message);
      case "END":
        return this.#find(message.stream)?.onEnd(message);
      case "RESET":
        return this.#onReset(message, link, nowMs);
      case "WINDOW":
        return this.#onWindow(message, link, nowMs);
      case "PING":
      case "PONG":
        return link.heartbeat(message, nowMs);
      case "SERVICES":
        if (!this.#servicesRate.allows(nowMs)) link.close(closeCodes.rate, "too many SERVICES");
        return this.#listener.declared(message.services);
      case "DRAIN":
        link.countControl(nowMs);
        this.#draining = true;
        return this.#listener.draining(message);
      case "HELLO":
      case "WELCOME":
      case "OPEN":
      case "PROMPT":
        return this.violated(`an agent may not send ${message.type} here`);
      default:
        return unreachable(message);
    }
  }

  #onData(message: Data, link: Link, nowMs: number): void {
    link.receiveData(message.bytes.length, nowMs);
    const stalled = this.#find(message.stream)?.onData(message);
    if (stalled) this.#options.telemetry.creditStall();
    this.onWake();
  }

  #onReset(message: Reset, link: Link, nowMs: number): void {
    const stream = this.#find(message.stream);
    if (stream === undefined) return;
    this.#options.telemetry.reset(message.code);
    const sinceMs = stream.onReset(message);
    if (sinceMs === undefined) link.countReset(nowMs);
    else this.#options.telemetry.cancelled(nowMs - sinceMs);
    this.onWake();
  }

  #onWindow(message: Window, link: Link, nowMs: number): void {
    if (message.credit < limits.smallCreditBytes) link.countControl(nowMs);
    if (message.stream === 0) link.addCredit(message.credit);
    else this.#find(message.stream)?.onCredit(message.credit);
    this.onWake();
  }

  /** Every frame but the last of a stream comes while the stream lives: what does not is a fault. */
  #find(stream: number): HubStream | undefined {
    const found = this.#streams.get(stream);
    if (found === undefined) this.violated(`stream ${stream} is not open`);
    return found;
  }

  #welcome(hello: Hello, resumed: Pick<Welcome, "streams">): Welcome {
    return {
      type: "WELCOME",
      protocol: Math.min(hello.protocol.newest, limits.protocol.newest),
      session: this.#options.session,
      epoch: hello.epoch,
      hub: this.#options.hub,
      heartbeatMs: limits.heartbeatMs,
      deadMs: limits.deadMs,
      streamWindow: limits.streamWindowBytes,
      connectionWindow: limits.connectionWindowBytes,
      frameBytes: limits.frameBytes,
      resume: { token: this.#options.resumeToken, windowMs: limits.resumeMs },
      ...resumed,
    };
  }

  #failAll(failure: Failure): void {
    for (const stream of this.#streams.values()) stream.fail(failure);
  }

  #over(failure: Failure): void {
    this.#status = { at: "over" };
    this.#failAll(failure);
    this.#listener.over(failure);
  }
}

function connectionLost(): Failure {
  return new Failure("CONN_LOST", "The connection to the provider was lost.");
}
