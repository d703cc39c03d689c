import { unreachable } from "../unreachable.ts";
import { decode } from "../wire/decode.ts";
import { asFailure, Failure } from "../wire/failures.ts";
import { closeCodes, limits } from "../wire/limits.ts";
import type {
  Drain,
  Hello,
  Message,
  Open,
  Prompt,
  Reset,
  ServiceDeclaration,
  Welcome,
  Window,
} from "../wire/messages.ts";
import { AgentStream } from "./agent-stream.ts";
import { Link } from "./link.ts";
import type { Close, MuxEnd, Telemetry } from "./mux-end.ts";
import type { Sender, StreamHost } from "./stream-host.ts";

/** What the agent's end of a session tells its owner. Called from within the mux: must not throw. */
export interface AgentEndListener {
  /** The hub has answered; `resumed` when the streams of the last socket go on. */
  welcomed(welcome: Welcome, resumed: boolean): void;
  /** A request: call `listen`, then in the end `end` or `fail`, on its stream. */
  opened(stream: AgentStream): void;
  /** The hub takes its leave: connect anew after `reconnectMs`, finish what is in flight here. */
  draining(drain: Drain): void;
}

export type AgentEndOptions = {
  readonly instance: string;
  readonly name: string;
  readonly version: string;
  readonly services: readonly ServiceDeclaration[];
  readonly random: () => number;
  readonly telemetry: Telemetry;
};

type Status =
  | { readonly at: "greeting"; readonly link: Link; readonly untilMs: number }
  | { readonly at: "up"; readonly link: Link }
  | { readonly at: "down"; readonly untilMs: number };

/** The agent's end of the tunnel, over as many sockets as it takes. */
export class AgentEnd implements MuxEnd, StreamHost {
  onWake: () => void = () => undefined;
  readonly #options: AgentEndOptions;
  readonly #listener: AgentEndListener;
  readonly #streams = new Map<number, AgentStream>();
  #services: readonly ServiceDeclaration[];
  #status: Status = { at: "down", untilMs: Number.POSITIVE_INFINITY };
  #welcome: Welcome | undefined;
  #lastStream = 0;
  #drain: Drain | undefined;
  /** When SERVICES was last sent, and whether a newer declaration waits. */
  #declaredMs = Number.NEGATIVE_INFINITY;
  #undeclared = false;

  constructor(options: AgentEndOptions, listener: AgentEndListener) {
    this.#options = options;
    this.#listener = listener;
    this.#services = options.services;
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
    this.#status = { at: "greeting", link, untilMs: nowMs + limits.helloMs };
    link.send(this.#hello(epoch));
    this.onWake();
  }

  /** Declares the services anew, at most once a second; the newest declaration wins. */
  declare(services: readonly ServiceDeclaration[]): void {
    this.#services = services;
    this.#undeclared = true;
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
      else if (message !== undefined) this.#dispatch(message, link, nowMs);
    } catch (thrown) {
      this.violated(asFailure(thrown).message);
    }
  }

  nextFrame(nowMs: number): Uint8Array | undefined {
    if (this.#status.at === "down") return undefined;
    if (this.#undeclared && nowMs >= this.#declaredMs + limits.servicesIntervalMs) {
      this.link?.send({ type: "SERVICES", services: this.#services });
      this.#undeclared = this.link === undefined;
      this.#declaredMs = nowMs;
    }
    return this.#status.link.nextFrame(nowMs);
  }

  tick(nowMs: number): void {
    if (this.#status.at === "down") {
      if (nowMs >= this.#status.untilMs) this.#giveUpSession();
      return;
    }
    if (this.#status.at === "greeting" && nowMs >= this.#status.untilMs) {
      this.#status.link.close(closeCodes.heartbeat, "no WELCOME");
    }
    this.#status.link.tick(nowMs);
    for (const stream of this.#streams.values()) stream.tick(nowMs);
  }

  timerMs(): number | undefined {
    if (this.#status.at === "down") {
      return Number.isFinite(this.#status.untilMs) ? this.#status.untilMs : undefined;
    }
    const timers = [...this.#streams.values()].map((stream) => stream.timerMs);
    if (this.#status.at === "greeting") timers.push(this.#status.untilMs);
    if (this.#undeclared) timers.push(this.#declaredMs + limits.servicesIntervalMs);
    return Math.min(this.#status.link.liveness.timerMs, ...timers);
  }

  disconnect(nowMs: number, code?: number): void {
    if (this.#status.at === "down") return;
    const isFinal = this.#status.link.closing !== undefined || (code !== undefined && code >= 4000);
    this.#status = { at: "down", untilMs: nowMs + limits.resumeMs };
    if (isFinal || code === closeCodes.done) this.#giveUpSession();
    this.onWake();
  }

  wake(): void {
    this.onWake();
  }

  violated(reason: string): void {
    if (this.#status.at !== "down") this.#status.link.close(closeCodes.protocol, reason);
  }

  closed(stream: Sender): void {
    this.#streams.delete(stream.id);
    this.link?.forget(stream);
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
        link.heartbeat(message, nowMs);
        return this.onWake();
      case "DRAIN":
        return this.#listener.draining(message);
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
    link.begin(welcome.connectionWindow);
    this.#welcome = welcome;
    this.#declaredMs = nowMs;
    this.#status = { at: "up", link };
    if (welcome.streams === undefined) this.#giveUpSession(welcome);
    else this.#resume(welcome.streams, link);
    if (this.#drain !== undefined) link.send({ ...this.#drain, lastStream: this.#lastStream });
    this.#listener.welcomed(welcome, welcome.streams !== undefined);
    this.onWake();
  }

  #resume(positions: NonNullable<Welcome["streams"]>, link: Link): void {
    const byStream = new Map(positions.map((one) => [one.stream, one]));
    for (const stream of this.#streams.values()) {
      const position = byStream.get(stream.id);
      if (position === undefined) stream.lose(new Failure("CANCELLED", "The hub has let it go."));
      else if (!stream.resume(position, link)) this.violated("an offset that cannot be");
    }
    this.#options.telemetry.resumed(positions.length);
  }

  #onOpen(open: Open, nowMs: number): void {
    if (open.stream <= this.#lastStream) return this.violated("a stream id was used again");
    this.#lastStream = open.stream;
    const windowBytes = this.#welcome?.streamWindow ?? limits.streamWindowBytes;
    const stream = new AgentStream(open, nowMs + open.deadlineMs, windowBytes, this);
    this.#streams.set(stream.id, stream);
    if (this.#drain === undefined && this.#streams.size <= this.#mostStreams) {
      return this.#listener.opened(stream);
    }
    stream.fail(new Failure("BUSY", this.#drain ? "The agent is stopping." : "No slot is free."));
  }

  /** More streams than this are refused without asking anybody. */
  get #mostStreams(): number {
    return this.#services.reduce<number>((sum, service) => sum + service.slots, limits.spareOpens);
  }

  #onPrompt(prompt: Prompt, link: Link, nowMs: number): void {
    link.receiveData(prompt.bytes.length, nowMs);
    this.#find(prompt.stream)?.onPrompt(prompt);
    this.onWake();
  }

  #onReset(reset: Reset, nowMs: number): void {
    this.#options.telemetry.reset(reset.code);
    this.#find(reset.stream)?.onReset(reset, nowMs);
    this.onWake();
  }

  #onWindow(message: Window, link: Link): void {
    if (message.stream === 0) link.addCredit(message.credit);
    else this.#find(message.stream)?.onCredit(message.credit);
    this.onWake();
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
      services: this.#services,
      ...(this.#welcome && {
        resume: {
          token: this.#welcome.resume.token,
          lastStream: this.#lastStream,
          streams: [...this.#streams.values()].map((stream) => stream.position()),
        },
      }),
    };
  }

  /** The session is over; `next` is the one that begins. */
  #giveUpSession(next?: Welcome): void {
    this.#loseAll(new Failure("CONN_LOST", "The connection to the hub was lost."));
    this.#welcome = next;
    this.#lastStream = 0;
    if (this.#status.at === "down")
      this.#status = { at: "down", untilMs: Number.POSITIVE_INFINITY };
  }

  #loseAll(failure: Failure): void {
    for (const stream of this.#streams.values()) stream.lose(failure);
  }
}
