import { unreachable } from "../unreachable.ts";
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
} from "../wire/messages.ts";
import { negotiate } from "../wire/negotiate.ts";
import type { AgentEndpointListener } from "./agent-endpoint-listener.ts";
import { AgentSession } from "./agent-session.ts";
import { AgentStream } from "./agent-stream.ts";
import { Declaration } from "./declaration.ts";
import { EndpointCore, type OwnMessage } from "./endpoint-core.ts";
import type { Link } from "./link.ts";
import type { Telemetry } from "./mux-endpoint.ts";
import { resumeAgentStreams } from "./resume-streams.ts";
import type { AgentStreamHost } from "./stream-host.ts";

export type AgentEndpointOptions = {
  readonly instance: string;
  readonly name: string;
  readonly version: string;
  readonly services: readonly ServiceDeclaration[];
  readonly random: () => number;
  readonly telemetry: Telemetry;
};

/** The agent's endpoint of the tunnel, over as many sockets as it takes. */
export class AgentEndpoint extends EndpointCore<AgentStream> implements AgentStreamHost {
  readonly #options: AgentEndpointOptions;
  readonly #listener: AgentEndpointListener;
  readonly #declaration: Declaration;
  readonly #session = new AgentSession();
  /** Cancels whose answers go out with the next frame. */
  readonly #answeredSinceMs: number[] = [];

  /** Throws BAD_INPUT where name, version or services are not what the hub will take. */
  constructor(options: AgentEndpointOptions, listener: AgentEndpointListener) {
    super({
      random: options.random,
      telemetry: options.telemetry,
      // A hub's consumers may all leave at once.
      resetReserve: limits.streams,
      faulted: (thrown) => listener.faulted?.(thrown),
    });
    this.#options = options;
    this.#listener = listener;
    this.#declaration = new Declaration(options.services);
    this.#declaration.change(options.services);
    encodeChecked(this.#hello(0));
  }

  get link(): Link | undefined {
    const { status } = this.#session;
    return status.at === "up" ? status.link : undefined;
  }

  /** Whether the hub has been silent for so long that the socket may be dead. */
  suspect(nowMs: number): boolean {
    return this.link !== undefined && this.link.liveness.state(nowMs) !== "alive";
  }

  /** A socket is open: says HELLO as the `epoch`th of this instance. */
  connect(epoch: number, nowMs: number): void {
    const link = this.newLink(nowMs);
    this.#session.greet(link, nowMs);
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
    this.sayDrain({ graceMs });
  }

  /** Closes the socket for good: streams are lost. */
  end(code: number, reason: string): void {
    this.socket?.close(code, reason);
    if (this.link === undefined) this.#session.forget();
    this.#loseAll(new Failure("CANCELLED", "The agent is stopping."));
    this.onWake();
  }

  override nextFrame(nowMs: number): Uint8Array | undefined {
    if (this.socket === undefined) return undefined;
    for (const sinceMs of this.#answeredSinceMs.splice(0))
      this.telemetry.cancelled(nowMs - sinceMs);
    return super.nextFrame(nowMs);
  }

  get takesTimes(): boolean {
    return this.#session.welcome?.times ?? false;
  }

  cancelAnswered(sinceMs: number): void {
    this.#answeredSinceMs.push(sinceMs);
  }

  protected get socket(): Link | undefined {
    const { status } = this.#session;
    return status.at === "down" ? undefined : status.link;
  }

  protected get sessionTimerMs(): number {
    const { status } = this.#session;
    switch (status.at) {
      case "down":
        return status.resumableMs;
      case "greeting":
        return status.untilMs;
      case "up":
        return Math.min(status.link.liveness.timerMs, this.#declaration.timerMs);
      default:
        return unreachable(status);
    }
  }

  protected tickSession(nowMs: number): void {
    const { status } = this.#session;
    switch (status.at) {
      case "down":
        if (nowMs >= status.resumableMs) this.giveUp();
        return;
      case "greeting":
        if (nowMs >= status.untilMs) status.link.close(closeCodes.heartbeat, "no WELCOME");
        return;
      case "up":
        this.#declare(status.link, nowMs);
        return status.link.tick(nowMs);
      default:
        return unreachable(status);
    }
  }

  protected override take(message: Message | undefined, link: Link, nowMs: number): void {
    if (message?.type === "WELCOME") this.#onWelcome(message, link, nowMs);
    else if (this.link === undefined) this.violated("WELCOME comes first");
    else super.take(message, link, nowMs);
  }

  protected dispatch(message: OwnMessage, link: Link, nowMs: number): void {
    switch (message.type) {
      case "OPEN":
        return this.#onOpen(message, link, nowMs);
      case "PROMPT":
        return this.#onPrompt(message, link, nowMs);
      case "END":
        return this.find(message.stream)?.onEnd(message);
      case "RESET":
        return this.#onReset(message, link, nowMs);
      case "FORGET":
        link.countSmall(nowMs);
        return this.#listener.forget?.(message.hash);
      case "HELLO":
      case "WELCOME":
      case "SERVICES":
      case "ACCEPT":
      case "DATA":
      case "TIMES":
        return this.violated(`a hub may not send ${message.type} here`);
      default:
        return unreachable(message);
    }
  }

  protected peerDrains(drain: Drain): void {
    this.#listener.draining(drain);
  }

  protected wentDown(nowMs: number): void {
    this.#session.lose(nowMs);
  }

  /** No socket, and none comes in time. */
  protected giveUp(): void {
    this.#session.forget();
    this.#loseSession();
  }

  #declare(link: Link, nowMs: number): void {
    const services = this.#declaration.take(nowMs);
    if (services !== undefined) link.send(services);
  }

  #onWelcome(welcome: Welcome, link: Link, nowMs: number): void {
    if (this.link !== undefined) return this.violated("a second WELCOME");
    const agreement = negotiate({ oldest: welcome.protocol, newest: welcome.protocol });
    if (agreement.outcome === "refused") return link.close(agreement.code, agreement.reason);
    const { heartbeatMs, deadMs } = welcome;
    link.begin(welcome.connectionWindow, { heartbeatMs, suspectMs: deadMs / 2, deadMs }, nowMs);
    this.#session.begin(link, welcome);
    if (welcome.streams === undefined) this.#loseSession();
    else this.#resume(welcome.streams, link);
    this.repeatDrain(link);
    this.#listener.welcomed(welcome, welcome.streams !== undefined);
  }

  #resume(positions: readonly StreamPosition[], link: Link): void {
    if (!resumeAgentStreams(this.table.all, positions, link)) {
      this.violated("an offset that cannot be");
    }
    this.telemetry.resumed(positions.length);
  }

  #onOpen(open: Open, link: Link, nowMs: number): void {
    link.countSmall(nowMs);
    if (open.stream <= this.lastStream) return this.violated("a stream id was used again");
    if (this.streams >= limits.streams) return this.violated("too many streams");
    this.lastStream = open.stream;
    const windowBytes = this.#session.welcome?.streamWindow ?? limits.streamWindowBytes;
    const stream = new AgentStream(open, nowMs + open.deadlineMs, windowBytes, this);
    this.table.add(stream);
    if (!this.isDraining && this.streams <= this.#mostStreams) return this.#listener.opened(stream);
    const message = this.isDraining ? "The agent is stopping." : "No slot is free.";
    stream.fail(new Failure("BUSY", message));
  }

  /** More streams than this are refused without asking anybody. */
  get #mostStreams(): number {
    const { services } = this.#declaration;
    return services.reduce<number>((sum, service) => sum + service.slots, limits.spareOpens);
  }

  #onPrompt(prompt: Prompt, link: Link, nowMs: number): void {
    link.receiveData(prompt.bytes.length, nowMs);
    this.find(prompt.stream)?.onPrompt(prompt);
  }

  #onReset(reset: Reset, link: Link, nowMs: number): void {
    this.telemetry.reset(reset.code);
    const stream = this.find(reset.stream);
    if (stream === undefined) return;
    if (!stream.awaitsReset) this.countReset(stream, link, nowMs);
    stream.onReset(reset, nowMs);
  }

  #hello(epoch: number): Hello {
    const { welcome } = this.#session;
    return {
      type: "HELLO",
      protocol: limits.protocol,
      instance: this.#options.instance,
      epoch,
      name: this.#options.name,
      version: this.#options.version,
      services: this.#declaration.services,
      ...(welcome && {
        resume: {
          token: welcome.resume.token,
          lastStream: this.lastStream,
          streams: this.table.all.map((stream) => stream.position()),
        },
      }),
    };
  }

  /** Whatever socket comes begins a new session. */
  #loseSession(): void {
    this.#loseAll(new Failure("CONN_LOST", "The connection to the hub was lost."));
    this.lastStream = 0;
  }

  #loseAll(failure: Failure): void {
    for (const stream of this.table.all) stream.lose(failure);
  }
}
