import { unreachable } from "../unreachable.ts";
import { decode } from "../wire/decode.ts";
import { encodeChecked } from "../wire/encode-checked.ts";
import { Failure } from "../wire/failures.ts";
import { closeCodes, limits } from "../wire/limits.ts";
import type {
  Accept,
  Data,
  Drain,
  End,
  Hello,
  Message,
  Open,
  Reset,
  ResumeOffer,
  ServiceDeclaration,
  Services,
  StreamPosition,
  Welcome,
  Window,
} from "../wire/messages.ts";
import { closeFor, isFinal } from "./closing.ts";
import { Forgets } from "./forgets.ts";
import { HubStream, type HubStreamListener } from "./hub-stream.ts";
import { Link } from "./link.ts";
import type { RoundTrip } from "./liveness.ts";
import type { Close, MuxEndpoint, Telemetry } from "./mux-endpoint.ts";
import { OpenStreams } from "./open-streams.ts";
import { RateLimit } from "./rate-limit.ts";
import type { Sender, StreamHost } from "./stream-host.ts";
import { type Greeter, welcomeTo } from "./welcome.ts";

/** What the hub's end of a session tells its owner. Called from within the mux: must not throw. */
export interface HubEndpointListener {
  /** The agent declared its services anew. */
  declared(services: readonly ServiceDeclaration[]): void;
  /** The agent takes nothing new. */
  draining(drain: Drain): void;
  /** The session is over, and with it every stream. */
  over(failure: Failure): void;
}

/** `resumeToken` is a secret: who presents it goes on with this session's streams. */
export type HubEndpointOptions = Greeter & {
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
export class HubEndpoint implements MuxEndpoint, StreamHost {
  onWake: () => void = () => undefined;
  readonly #options: HubEndpointOptions;
  readonly #listener: HubEndpointListener;
  readonly #streams = new OpenStreams<HubStream>();
  readonly #servicesRate: RateLimit;
  readonly #forgets = new Forgets();
  #status: Status;
  #lastStream = 0;
  #drain: Drain | undefined;
  #isAgentDraining = false;

  constructor(options: HubEndpointOptions, listener: HubEndpointListener, nowMs: number) {
    this.#options = options;
    this.#listener = listener;
    this.#status = { at: "down", untilMs: nowMs + limits.helloMs };
    this.#servicesRate = new RateLimit(limits.servicesPerSecond, nowMs);
  }

  get closing(): Close | undefined {
    return this.link?.closing;
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

  /**
   * Whether a new stream may be opened: connected, heard of lately, the agent not draining, not too
   * many. A hub that drains itself still opens what the requests it has accepted need.
   */
  usable(nowMs: number): boolean {
    if (this.#isAgentDraining) return false;
    if (this.#streams.size >= limits.streams) return false;
    const { link } = this;
    return link?.closing === undefined && link?.liveness.state(nowMs) === "alive";
  }

  /**
   * A socket of this session's agent has said HELLO, and `protocol` is the version that both sides
   * speak (see `negotiate`): answers it. Streams of an earlier socket go on when the HELLO offers them
   * under the right token; else they are over.
   */
  connect(hello: Hello, protocol: number, nowMs: number): void {
    if (this.#status.at === "over") throw new Failure("CONN_LOST", "The session is over.");
    const link = new Link(nowMs, this.#options.random, this.#options.telemetry);
    this.#status = { at: "up", link };
    this.#isAgentDraining = false;
    link.begin(limits.connectionWindowBytes, limits, nowMs);
    const offer = hello.resume?.token === this.#options.resumeToken ? hello.resume : undefined;
    const welcome = welcomeTo(hello, this.#options, protocol);
    if (offer !== undefined) this.#resume(offer, welcome, link, nowMs);
    else this.#begin(welcome, link);
    if (this.#drain !== undefined) link.send({ ...this.#drain, lastStream: this.#lastStream });
    this.onWake();
  }

  /**
   * Opens a stream. Throws NOT_READY where `usable` says no, and BAD_INPUT where the request does
   * not fit the protocol (e.g. a text too long for one frame).
   */
  open(request: Request, listener: HubStreamListener, nowMs: number): HubStream {
    const { link } = this;
    if (link === undefined || !this.usable(nowMs)) {
      throw new Failure("NOT_READY", "The provider's connection is not up.");
    }
    const { prompt, ...rest } = request;
    const announced = prompt && {
      prompt: { bytes: prompt.audio.length, hash: prompt.hash, transcript: prompt.transcript },
    };
    const open: Open = { type: "OPEN", stream: this.#lastStream + 1, ...rest, ...announced };
    link.sendFrame(encodeChecked(open));
    this.#lastStream = open.stream;
    const stream = new HubStream(open, prompt?.audio, nowMs + open.deadlineMs, this, listener);
    this.#streams.add(stream);
    this.onWake();
    return stream;
  }

  /** Asks the agent no longer to keep a reference recording, now and on every socket to come. */
  forget(hash: string, nowMs: number): void {
    this.#forgets.add(hash, nowMs);
    this.link?.send({ type: "FORGET", hash });
    this.onWake();
  }

  /**
   * Asks the agent to open another socket after `reconnectMs`, which takes what is new. This one
   * stays until the hub ends it, for `graceMs` at most: for the requests that it has accepted.
   */
  drain(graceMs: number, reconnectMs: number): void {
    this.#drain = { type: "DRAIN", lastStream: this.#lastStream, graceMs, reconnectMs };
    this.link?.send(this.#drain);
    this.onWake();
  }

  /** Ends the session: its streams fail, its socket closes with `code`. */
  end(code: number, reason: string): void {
    const failure = new Failure("CONN_LOST", "The provider was disconnected.");
    if (this.#status.at === "down") return this.#over(failure);
    this.link?.close(code, reason);
    this.#failAll(failure);
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
      const { code, reason, cause } = closeFor(thrown);
      link.close(code, reason, cause);
    }
  }

  nextFrame(nowMs: number): Uint8Array | undefined {
    return this.link?.nextFrame(nowMs);
  }

  tick(nowMs: number): void {
    this.#streams.tick(nowMs);
    switch (this.#status.at) {
      case "up":
        this.#status.link.tick(nowMs);
        return this.#checkAnswers(this.#status.link.liveness.roundTrip, nowMs);
      case "down":
        if (nowMs >= this.#status.untilMs) this.#over(connectionLost());
        return;
      case "over":
        return;
      default:
        return unreachable(this.#status);
    }
  }

  timerMs(): number | undefined {
    switch (this.#status.at) {
      case "up":
        return Math.min(this.#status.link.liveness.timerMs, this.#streams.timerMs);
      case "down":
        return Math.min(this.#status.untilMs, this.#streams.timerMs);
      case "over":
        return undefined;
      default:
        return unreachable(this.#status);
    }
  }

  disconnect(nowMs: number, code?: number): void {
    if (this.#status.at !== "up") return;
    const { closing } = this.#status.link;
    this.#status = { at: "down", untilMs: nowMs + limits.resumeMs };
    if (closing !== undefined || isFinal(code)) this.#over(connectionLost());
    this.onWake();
  }

  wake(): void {
    this.onWake();
  }

  wakeAt(atMs: number): void {
    this.#streams.wakeAt(atMs);
  }

  violated(reason: string): void {
    this.link?.close(closeCodes.protocol, reason);
  }

  closed(stream: Sender): void {
    this.#streams.delete(stream.id);
    this.link?.forget(stream);
  }

  #checkAnswers(path: RoundTrip | undefined, nowMs: number): void {
    if (path === undefined) return;
    for (const stream of this.#streams.all) {
      if (stream.isAnswerOverdue(path, nowMs)) this.violated("a RESET went unanswered");
    }
  }

  #dispatch(message: Message, link: Link, nowMs: number): void {
    switch (message.type) {
      case "DATA":
        return this.#onData(message, link, nowMs);
      case "ACCEPT":
        return this.#onAccept(message, link, nowMs);
      case "END":
      case "RESET":
        return this.#onClosing(message, link, nowMs);
      case "WINDOW":
        return this.#onWindow(message, link, nowMs);
      case "PING":
      case "PONG":
        return link.heartbeat(message, nowMs);
      case "SERVICES":
        return this.#onServices(message, link, nowMs);
      case "DRAIN":
        link.countControl(nowMs);
        this.#isAgentDraining = true;
        return this.#listener.draining(message);
      case "HELLO":
      case "WELCOME":
      case "OPEN":
      case "PROMPT":
      case "FORGET":
        return this.violated(`an agent may not send ${message.type} here`);
      default:
        return unreachable(message);
    }
  }

  #onData(message: Data, link: Link, nowMs: number): void {
    link.receiveData(message.bytes.length, nowMs);
    const isExhausted = this.#find(message.stream)?.onData(message);
    if (isExhausted) this.#options.telemetry.creditStall();
  }

  #onAccept(message: Accept, link: Link, nowMs: number): void {
    const isNews = this.#find(message.stream)?.onAccept(message);
    if (!isNews) link.countSmall(nowMs);
  }

  #onClosing(message: End | Reset, link: Link, nowMs: number): void {
    const stream = this.#find(message.stream);
    if (stream === undefined) return;
    if (message.type === "RESET") this.#options.telemetry.reset(message.code);
    const sinceMs = stream.onAnswer();
    if (sinceMs !== undefined) return this.#options.telemetry.cancelled(nowMs - sinceMs);
    if (message.type === "END") return stream.onEnd(message);
    link.countReset(nowMs);
    stream.onReset(message);
  }

  #onWindow(message: Window, link: Link, nowMs: number): void {
    if (message.credit < limits.smallCreditBytes) link.countControl(nowMs);
    if (message.stream === 0) link.addCredit(message.credit);
    else this.#find(message.stream)?.onCredit(message.credit);
  }

  #onServices(message: Services, link: Link, nowMs: number): void {
    if (this.#servicesRate.allows(nowMs)) this.#listener.declared(message.services);
    else link.close(closeCodes.rate, "too many SERVICES");
  }

  /** Every frame of a stream but its last comes while the stream lives: what does not is a fault. */
  #find(stream: number): HubStream | undefined {
    const found = this.#streams.get(stream);
    if (found === undefined) this.violated(`stream ${stream} is not open`);
    return found;
  }

  /** WELCOME goes out before anybody hears of lost streams, and perhaps opens others instead. */
  #begin(welcome: Welcome, link: Link): void {
    const before = this.#streams.all;
    link.send(welcome);
    for (const stream of before) stream.fail(new Failure("CONN_LOST", "The provider began anew."));
  }

  #resume(offer: ResumeOffer, welcome: Welcome, link: Link, nowMs: number): void {
    const offered = new Map(offer.streams.map((one) => [one.stream, one]));
    const before = this.#streams.all;
    const hasSeen = (stream: HubStream): boolean => stream.id <= offer.lastStream;
    const positions: StreamPosition[] = [];
    for (const stream of before) {
      const position = offered.get(stream.id);
      if (position !== undefined) positions.push(stream.resume(position, link, nowMs));
    }
    link.send({ ...welcome, streams: positions });
    for (const hash of this.#forgets.due(nowMs)) link.send({ type: "FORGET", hash });
    for (const stream of before) {
      const goesOn = offered.has(stream.id) || (!hasSeen(stream) && !stream.isResetting);
      if (goesOn) stream.repeat(hasSeen(stream), link);
      else stream.fail(new Failure("CONN_LOST", "The provider no longer has this request."));
    }
    this.#options.telemetry.resumed(positions.length);
  }

  #failAll(failure: Failure): void {
    for (const stream of this.#streams.all) stream.fail(failure);
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
