import { unreachable } from "../unreachable.ts";
import { decode } from "../wire/decode.ts";
import { encodeChecked } from "../wire/encode-checked.ts";
import { Failure } from "../wire/failures.ts";
import { closeCodes, limits } from "../wire/limits.ts";
import type {
  Drain,
  Hello,
  Message,
  Open,
  Prompt,
  Reset,
  ServiceDeclaration,
  StreamPosition,
  Welcome,
  Window,
} from "../wire/messages.ts";
import { negotiate } from "../wire/negotiate.ts";
import { type AgentStreamHost, AgentStream } from "./agent-stream.ts";
import { closeFor, isFinal } from "./closing.ts";
import { Declaration } from "./declaration.ts";
import { Link } from "./link.ts";
import type { Close, MuxEndpoint, Telemetry } from "./mux-endpoint.ts";
import { OpenStreams } from "./open-streams.ts";
import type { Sender } from "./stream-host.ts";

/** What the agent's end of a session tells its owner. Called from within the mux: must not throw. */
export interface AgentEndpointListener {
  /** The hub has answered; `resumed` when the streams of the last socket go on. */
  welcomed(welcome: Welcome, resumed: boolean): void;
  /** A request: call `listen`, then in the end `end` or `fail`, on its stream. */
  opened(stream: AgentStream): void;
  /**
   * A reference recording is no longer to be kept. Without streams that were resumed, `welcomed` says
   * the same of all of them: what the hub has asked for meanwhile is not known.
   */
  forget?(hash: string): void;
  /** The hub takes its leave: connect anew after `reconnectMs`, finish what is in flight here. */
  draining(drain: Drain): void;
}

export type AgentEndpointOptions = {
  readonly instance: string;
  readonly name: string;
  readonly version: string;
  readonly services: readonly ServiceDeclaration[];
  readonly random: () => number;
  readonly telemetry: Telemetry;
};

/** `resumableMs`: until when the session that was can be resumed; infinite where there was none. */
type Status =
  | {
      readonly at: "greeting";
      readonly link: Link;
      readonly untilMs: number;
      readonly resumableMs: number;
    }
  | { readonly at: "up"; readonly link: Link }
  | { readonly at: "down"; readonly resumableMs: number };

const never: number = Number.POSITIVE_INFINITY;

/** The agent's end of the tunnel, over as many sockets as it takes. */
export class AgentEndpoint implements MuxEndpoint, AgentStreamHost {
  onWake: () => void = () => undefined;
  readonly #options: AgentEndpointOptions;
  readonly #listener: AgentEndpointListener;
  readonly #streams = new OpenStreams<AgentStream>();
  readonly #declaration: Declaration;
  #status: Status = { at: "down", resumableMs: never };
  /** Of the session that goes on, or may be resumed. */
  #welcome: Welcome | undefined;
  #lastStream = 0;
  #drain: Drain | undefined;
  /** Cancels whose answers go out with the next frame. */
  readonly #answeredSinceMs: number[] = [];

  /** Throws BAD_INPUT where name, version or services are not what the hub will take. */
  constructor(options: AgentEndpointOptions, listener: AgentEndpointListener) {
    this.#options = options;
    this.#listener = listener;
    this.#declaration = new Declaration(options.services);
    this.#declaration.change(options.services);
    encodeChecked(this.#hello(0));
  }

  get closing(): Close | undefined {
    return this.#status.at === "down" ? undefined : this.#status.link.closing;
  }

  get link(): Link | undefined {
    return this.#status.at === "up" ? this.#status.link : undefined;
  }

  /** Streams that are not over. */
  get streams(): number {
    return this.#streams.size;
  }

  get roundTripMs(): number | undefined {
    return this.link?.liveness.roundTrip?.lastMs;
  }

  /** Whether the hub has been silent for so long that the socket may be dead. */
  suspect(nowMs: number): boolean {
    return this.#status.at === "up" && this.#status.link.liveness.state(nowMs) !== "alive";
  }

  /** A socket is open: says HELLO as the `epoch`th of this instance. */
  connect(epoch: number, nowMs: number): void {
    const link = new Link(nowMs, this.#options.random, this.#options.telemetry);
    const resumableMs = this.#resumableMs(nowMs);
    this.#status = { at: "greeting", link, untilMs: nowMs + limits.helloMs, resumableMs };
    this.#declaration.said(nowMs);
    link.send(this.#hello(epoch));
    this.onWake();
  }

  /**
   * Declares the services anew, at most once a second; the newest declaration wins. Throws BAD_INPUT
   * where the hub would not take them.
   */
  declare(services: readonly ServiceDeclaration[]): void {
    this.#declaration.change(services);
    this.onWake();
  }

  /** Takes nothing new from here on; what is in flight may finish. */
  drain(graceMs: number): void {
    this.#drain = { type: "DRAIN", lastStream: this.#lastStream, graceMs };
    this.link?.send(this.#drain);
    this.onWake();
  }

  /** Closes the socket for good: streams are lost. */
  end(code: number, reason: string): void {
    if (this.#status.at !== "down") this.#status.link.close(code, reason);
    if (this.#status.at !== "up") this.#forgetSession();
    this.#loseAll(new Failure("CANCELLED", "The agent is stopping."));
    this.onWake();
  }

  receive(frame: Uint8Array, nowMs: number): void {
    if (this.#status.at === "down" || this.#status.link.closing !== undefined) return;
    const { link } = this.#status;
    link.liveness.heard(nowMs);
    try {
      const message = decode(frame);
      if (message?.type === "WELCOME") this.#onWelcome(message, nowMs);
      else if (this.#status.at === "greeting") this.violated("WELCOME comes first");
      else if (message === undefined) link.countControl(nowMs);
      else this.#dispatch(message, link, nowMs);
    } catch (thrown) {
      const { code, reason, cause } = closeFor(thrown);
      link.close(code, reason, cause);
    }
  }

  nextFrame(nowMs: number): Uint8Array | undefined {
    if (this.#status.at === "down") return undefined;
    for (const sinceMs of this.#answeredSinceMs.splice(0)) {
      this.#options.telemetry.cancelled(nowMs - sinceMs);
    }
    return this.#status.link.nextFrame(nowMs);
  }

  tick(nowMs: number): void {
    this.#streams.tick(nowMs);
    switch (this.#status.at) {
      case "down":
        if (nowMs >= this.#status.resumableMs) this.#giveUpSession();
        return;
      case "greeting":
        if (nowMs < this.#status.untilMs) return;
        return this.#status.link.close(closeCodes.heartbeat, "no WELCOME");
      case "up":
        this.#declare(this.#status.link, nowMs);
        return this.#status.link.tick(nowMs);
      default:
        return unreachable(this.#status);
    }
  }

  timerMs(): number | undefined {
    const atMs = Math.min(this.#streams.timerMs, this.#statusTimerMs);
    return Number.isFinite(atMs) ? atMs : undefined;
  }

  disconnect(nowMs: number, code?: number): void {
    if (this.#status.at === "down") return;
    const hasEnded = this.#status.at === "up" && this.closing !== undefined;
    this.#status = { at: "down", resumableMs: this.#resumableMs(nowMs) };
    if (hasEnded || isFinal(code)) this.#giveUpSession();
    this.onWake();
  }

  wake(): void {
    this.onWake();
  }

  wakeAt(atMs: number): void {
    this.#streams.wakeAt(atMs);
  }

  violated(reason: string): void {
    if (this.#status.at !== "down") this.#status.link.close(closeCodes.protocol, reason);
  }

  closed(stream: Sender): void {
    this.#streams.delete(stream.id);
    this.link?.forget(stream);
  }

  cancelAnswered(sinceMs: number): void {
    this.#answeredSinceMs.push(sinceMs);
  }

  get #statusTimerMs(): number {
    switch (this.#status.at) {
      case "down":
        return this.#status.resumableMs;
      case "greeting":
        return this.#status.untilMs;
      case "up":
        return Math.min(this.#status.link.liveness.timerMs, this.#declaration.timerMs);
      default:
        return unreachable(this.#status);
    }
  }

  #declare(link: Link, nowMs: number): void {
    const services = this.#declaration.take(nowMs);
    if (services !== undefined) link.send(services);
  }

  #dispatch(message: Message, link: Link, nowMs: number): void {
    switch (message.type) {
      case "OPEN":
        return this.#onOpen(message, nowMs);
      case "PROMPT":
        return this.#onPrompt(message, link, nowMs);
      case "END":
        return this.#find(message.stream)?.onEnd(message);
      case "RESET":
        return this.#onReset(message, nowMs);
      case "WINDOW":
        return this.#onWindow(message, link);
      case "PING":
      case "PONG":
        return link.heartbeat(message, nowMs);
      case "DRAIN":
        return this.#listener.draining(message);
      case "FORGET":
        return this.#listener.forget?.(message.hash);
      case "HELLO":
      case "WELCOME":
      case "SERVICES":
      case "ACCEPT":
      case "DATA":
        return this.violated(`a hub may not send ${message.type} here`);
      default:
        return unreachable(message);
    }
  }

  #onWelcome(welcome: Welcome, nowMs: number): void {
    if (this.#status.at !== "greeting") return this.violated("a second WELCOME");
    const { link } = this.#status;
    const spoken = { oldest: welcome.protocol, newest: welcome.protocol };
    const agreement = negotiate(spoken);
    if (agreement.outcome === "refused") return link.close(agreement.code, agreement.reason);
    const { heartbeatMs, deadMs } = welcome;
    link.begin(welcome.connectionWindow, { heartbeatMs, suspectMs: deadMs / 2, deadMs }, nowMs);
    this.#status = { at: "up", link };
    if (welcome.streams === undefined) this.#loseSession();
    else this.#resume(welcome.streams, link);
    this.#welcome = welcome;
    if (this.#drain !== undefined) link.send({ ...this.#drain, lastStream: this.#lastStream });
    this.#listener.welcomed(welcome, welcome.streams !== undefined);
  }

  #resume(positions: readonly StreamPosition[], link: Link): void {
    const byStream = new Map(positions.map((one) => [one.stream, one]));
    for (const stream of this.#streams.all) {
      const position = byStream.get(stream.id);
      if (position === undefined) stream.lose(new Failure("CANCELLED", "The hub has let it go."));
      else if (!stream.resume(position, link)) this.violated("an offset that cannot be");
    }
    this.#options.telemetry.resumed(positions.length);
  }

  #onOpen(open: Open, nowMs: number): void {
    if (open.stream <= this.#lastStream) return this.violated("a stream id was used again");
    if (this.#streams.size >= limits.streams) return this.violated("too many streams");
    this.#lastStream = open.stream;
    const windowBytes = this.#welcome?.streamWindow ?? limits.streamWindowBytes;
    const stream = new AgentStream(open, nowMs + open.deadlineMs, windowBytes, this);
    this.#streams.add(stream);
    if (this.#drain === undefined && this.#streams.size <= this.#mostStreams) {
      return this.#listener.opened(stream);
    }
    stream.fail(new Failure("BUSY", this.#drain ? "The agent is stopping." : "No slot is free."));
  }

  /** More streams than this are refused without asking anybody. */
  get #mostStreams(): number {
    const { services } = this.#declaration;
    return services.reduce<number>((sum, service) => sum + service.slots, limits.spareOpens);
  }

  #onPrompt(prompt: Prompt, link: Link, nowMs: number): void {
    link.receiveData(prompt.bytes.length, nowMs);
    this.#find(prompt.stream)?.onPrompt(prompt);
  }

  #onReset(reset: Reset, nowMs: number): void {
    this.#options.telemetry.reset(reset.code);
    this.#find(reset.stream)?.onReset(reset, nowMs);
  }

  #onWindow(message: Window, link: Link): void {
    if (message.stream === 0) link.addCredit(message.credit);
    else this.#find(message.stream)?.onCredit(message.credit);
  }

  #find(stream: number): AgentStream | undefined {
    const found = this.#streams.get(stream);
    if (found === undefined) this.violated(`stream ${stream} is not open`);
    return found;
  }

  #hello(epoch: number): Hello {
    return {
      type: "HELLO",
      protocol: limits.protocol,
      instance: this.#options.instance,
      epoch,
      name: this.#options.name,
      version: this.#options.version,
      services: this.#declaration.services,
      ...(this.#welcome && {
        resume: {
          token: this.#welcome.resume.token,
          lastStream: this.#lastStream,
          streams: this.#streams.all.map((stream) => stream.position()),
        },
      }),
    };
  }

  /** The window opens when a socket that was up is lost; sockets without WELCOME do not extend it. */
  #resumableMs(nowMs: number): number {
    if (this.#status.at !== "up") return this.#status.resumableMs;
    return nowMs + (this.#welcome?.resume.windowMs ?? 0);
  }

  /** No socket, and none comes in time. */
  #giveUpSession(): void {
    this.#forgetSession();
    this.#loseSession();
  }

  #forgetSession(): void {
    if (this.#status.at !== "up") this.#status = { ...this.#status, resumableMs: never };
    this.#welcome = undefined;
  }

  /** Whatever socket comes begins a new session. */
  #loseSession(): void {
    this.#loseAll(new Failure("CONN_LOST", "The connection to the hub was lost."));
    this.#lastStream = 0;
  }

  #loseAll(failure: Failure): void {
    for (const stream of this.#streams.all) stream.lose(failure);
  }
}
