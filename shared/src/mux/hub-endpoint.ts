import { unreachable } from "../unreachable.ts";
import { encodeChecked } from "../wire/encode-checked.ts";
import { Failure } from "../wire/failures.ts";
import { closeCodes, limits } from "../wire/limits.ts";
import type {
  Accept,
  Data,
  Drain,
  End,
  Hello,
  Open,
  Reset,
  ResumeOffer,
  Services,
  Welcome,
} from "../wire/messages.ts";
import { EndpointCore, type OwnMessage } from "./endpoint-core.ts";
import { Forgets } from "./forgets.ts";
import type { HubEndpointListener } from "./hub-endpoint-listener.ts";
import { HubStream, type HubStreamListener } from "./hub-stream.ts";
import type { Link } from "./link.ts";
import type { RoundTrip } from "./liveness.ts";
import type { Telemetry } from "./mux-endpoint.ts";
import { RateLimit } from "./rate-limit.ts";
import { repeatHubStreams, resumeHubStreams } from "./resume-streams.ts";
import { type Greeter, welcomeTo } from "./welcome.ts";

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

/** The hub's endpoint of one agent's session, over as many sockets as it takes. */
export class HubEndpoint extends EndpointCore<HubStream> {
  readonly #options: HubEndpointOptions;
  readonly #listener: HubEndpointListener;
  readonly #servicesRate: RateLimit;
  readonly #forgets = new Forgets();
  #status: Status;

  constructor(options: HubEndpointOptions, listener: HubEndpointListener, nowMs: number) {
    super({
      random: options.random,
      telemetry: options.telemetry,
      resetReserve: limits.resetsPerSecond,
      faulted: (thrown) => listener.faulted?.(thrown),
    });
    this.#options = options;
    this.#listener = listener;
    this.#status = { at: "down", untilMs: nowMs + limits.helloMs };
    this.#servicesRate = new RateLimit(limits.servicesPerSecond, nowMs);
  }

  get link(): Link | undefined {
    return this.#status.at === "up" ? this.#status.link : undefined;
  }

  /**
   * Whether a new stream may be opened: connected, heard of lately, the agent not draining, not too
   * many. A hub that drains itself still opens what the requests it has accepted need.
   */
  usable(nowMs: number): boolean {
    const { link } = this;
    if (link === undefined || link.isPeerDraining || link.closing !== undefined) return false;
    return this.streams < limits.streams && link.liveness.state(nowMs) === "alive";
  }

  /**
   * A socket of this session's agent has said HELLO, and `protocol` is the version that both sides
   * speak (see `negotiate`): answers it. Streams of an earlier socket go on when the HELLO offers them
   * under the right token; else they are over.
   */
  connect(hello: Hello, protocol: number, nowMs: number): void {
    if (this.#status.at === "over") throw new Failure("CONN_LOST", "The session is over.");
    const link = this.newLink(nowMs);
    this.#status = { at: "up", link };
    link.begin(limits.connectionWindowBytes, limits, nowMs);
    const offer = hello.resume?.token === this.#options.resumeToken ? hello.resume : undefined;
    const welcome = welcomeTo(hello, this.#options, protocol);
    if (offer !== undefined) this.#resume(offer, welcome, link, nowMs);
    else this.#begin(welcome, link);
    this.repeatDrain(link);
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
    const open: Open = { type: "OPEN", stream: this.lastStream + 1, ...rest, ...announced };
    link.sendFrame(encodeChecked(open));
    this.lastStream = open.stream;
    const stream = new HubStream(open, prompt?.audio, nowMs + open.deadlineMs, this, listener);
    this.table.add(stream);
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
    this.sayDrain({ graceMs, reconnectMs });
  }

  /** Ends the session: its streams fail, its socket closes with `code`. */
  end(code: number, reason: string): void {
    const failure = new Failure("CONN_LOST", "The provider was disconnected.");
    if (this.#status.at === "down") return this.#over(failure);
    this.link?.close(code, reason);
    this.#failAll(failure);
    this.onWake();
  }

  protected get socket(): Link | undefined {
    return this.link;
  }

  protected get sessionTimerMs(): number {
    switch (this.#status.at) {
      case "up":
        return this.#status.link.liveness.timerMs;
      case "down":
        return this.#status.untilMs;
      case "over":
        return Number.POSITIVE_INFINITY;
      default:
        return unreachable(this.#status);
    }
  }

  protected tickSession(nowMs: number): void {
    switch (this.#status.at) {
      case "up":
        this.#status.link.tick(nowMs);
        return this.#checkAnswers(this.#status.link.liveness.roundTrip, nowMs);
      case "down":
        if (nowMs >= this.#status.untilMs) this.giveUp();
        return;
      case "over":
        return;
      default:
        return unreachable(this.#status);
    }
  }

  protected dispatch(message: OwnMessage, link: Link, nowMs: number): void {
    switch (message.type) {
      case "DATA":
        return this.#onData(message, link, nowMs);
      case "ACCEPT":
        return this.#onAccept(message, link, nowMs);
      case "END":
      case "RESET":
        return this.#onClosing(message, link, nowMs);
      case "TIMES":
        link.countSmall(nowMs);
        return this.find(message.stream)?.onTimes(message);
      case "SERVICES":
        return this.#onServices(message, link, nowMs);
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

  protected peerDrains(drain: Drain): void {
    this.#listener.draining(drain);
  }

  protected wentDown(nowMs: number): void {
    this.#status = { at: "down", untilMs: nowMs + limits.resumeMs };
  }

  protected giveUp(): void {
    this.#over(new Failure("CONN_LOST", "The connection to the provider was lost."));
  }

  #checkAnswers(path: RoundTrip | undefined, nowMs: number): void {
    if (path === undefined) return;
    for (const stream of this.table.all) {
      if (stream.isAnswerOverdue(path, nowMs)) this.violated("a RESET went unanswered");
    }
  }

  #onData(message: Data, link: Link, nowMs: number): void {
    link.receiveData(message.bytes.length, nowMs);
    const isExhausted = this.find(message.stream)?.onData(message);
    if (isExhausted) this.telemetry.creditStall();
  }

  #onAccept(message: Accept, link: Link, nowMs: number): void {
    const isNews = this.find(message.stream)?.onAccept(message);
    if (!isNews) link.countSmall(nowMs);
  }

  #onClosing(message: End | Reset, link: Link, nowMs: number): void {
    const stream = this.find(message.stream);
    if (stream === undefined) return;
    if (message.type === "RESET") this.telemetry.reset(message.code);
    const sinceMs = stream.onAnswer();
    if (sinceMs !== undefined) return this.telemetry.cancelled(nowMs - sinceMs);
    if (message.type === "END") return stream.onEnd(message);
    this.countReset(stream, link, nowMs);
    stream.onReset(message);
  }

  #onServices(message: Services, link: Link, nowMs: number): void {
    if (this.#servicesRate.allows(nowMs)) this.#listener.declared(message.services);
    else link.close(closeCodes.rate, "too many SERVICES");
  }

  /** WELCOME goes out before anybody hears of lost streams, and perhaps opens others instead. */
  #begin(welcome: Welcome, link: Link): void {
    const before = this.table.all;
    link.send(welcome);
    for (const stream of before) stream.fail(new Failure("CONN_LOST", "The provider began anew."));
  }

  #resume(offer: ResumeOffer, welcome: Welcome, link: Link, nowMs: number): void {
    const before = this.table.all;
    const positions = resumeHubStreams(before, offer, link, nowMs);
    link.send({ ...welcome, streams: positions });
    for (const hash of this.#forgets.due(nowMs)) link.send({ type: "FORGET", hash });
    repeatHubStreams(before, offer, link);
    this.telemetry.resumed(positions.length);
  }

  #failAll(failure: Failure): void {
    for (const stream of this.table.all) stream.fail(failure);
  }

  #over(failure: Failure): void {
    this.#status = { at: "over" };
    this.#failAll(failure);
    this.tell(() => this.#listener.over(failure));
  }
}
