import { AgentEndpoint } from "../../../src/mux/agent-endpoint.ts";
import type { AgentStream } from "../../../src/mux/agent-stream.ts";
import { HubEndpoint } from "../../../src/mux/hub-endpoint.ts";
import { noTelemetry } from "../../../src/mux/mux-endpoint.ts";
import { decode } from "../../../src/wire/decode.ts";
import { closeCodes, limits } from "../../../src/wire/limits.ts";
import type { Hello, ServiceDeclaration } from "../../../src/wire/messages.ts";
import { ConsumerSide } from "./consumer-side.ts";
import { EngineSide } from "./engine-side.ts";
import type { Incident, Plan } from "./plan.ts";
import { randomFrom } from "./random-from.ts";
import { SimulatedPump } from "./simulated-pump.ts";
import { SimulatedSocket } from "./simulated-socket.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { WireMonitor } from "./wire-monitor.ts";

/** One hub, one agent, one link after another between them, and what the plan says that happens. */
export class Simulation {
  readonly clock: VirtualClock = new VirtualClock();
  readonly consumers: readonly ConsumerSide[];
  readonly engines: EngineSide[] = [];
  readonly monitors: WireMonitor[] = [];
  /** Close codes that either endpoint gave as its own reason. */
  readonly closes: number[] = [];
  /** Times that a socket came too late for the session before it. */
  losses = 0;
  hub: HubEndpoint | undefined;
  readonly agent: AgentEndpoint;
  socket: SimulatedSocket | undefined;
  readonly #plan: Plan;
  readonly #random: () => number;
  #hubPump: SimulatedPump | undefined;
  #agentPump: SimulatedPump | undefined;
  #epoch = 0;
  #sessions = 0;
  #reachableMs = 0;
  #isDraining = false;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#random = randomFrom(plan.seed);
    this.consumers = plan.utterances.map((one, i) => new ConsumerSide(this.clock, 2 * i, one));
    this.agent = new AgentEndpoint(
      {
        instance: "instance",
        name: "agent",
        version: "1.0.0",
        services: this.#services(),
        random: this.#random,
        telemetry: noTelemetry,
      },
      {
        welcomed: () => undefined,
        opened: (stream) => this.#opened(stream),
        draining: () => {
          this.#isDraining = true;
        },
      },
    );
    this.#dial();
    plan.incidents.forEach((one) => this.clock.after(one.atMs, () => this.#happen(one)));
    this.consumers.forEach((one, i) => {
      this.clock.after(plan.utterances[i]?.openAtMs ?? 0, () => this.#request(one));
    });
  }

  /** Lets everything come to its end. Returns whether it did within an hour. */
  run(): boolean {
    return this.clock.run(() => this.#isQuiet, 3_600_000);
  }

  get #isQuiet(): boolean {
    if (this.agent.streams > 0 || (this.hub?.streams ?? 0) > 0) return false;
    const isAnyOpen = this.consumers.some((one) => one.isOpened && !one.isClosed);
    const isAllOpened = this.#isDraining || this.consumers.every((one) => one.isOpened);
    return isAllOpened && !isAnyOpen && this.engines.every((one) => one.isOver);
  }

  #services(): readonly ServiceDeclaration[] {
    return [
      {
        id: "tts",
        type: "tts",
        model: "tone",
        voices: [{ name: "sine", languages: ["en"] }],
        features: [],
        slots: this.#plan.slots,
        ready: true,
        access: "members",
      },
    ];
  }

  /** Asks again until the agent can be reached, as the hub's queue does. */
  #request(consumer: ConsumerSide): void {
    const { hub } = this;
    const isFree = hub !== undefined && hub.streams < this.#plan.slots;
    if (isFree && hub.usable(this.clock.nowMs)) consumer.open(hub);
    else if (!this.#isDraining) this.clock.after(50, () => this.#request(consumer));
  }

  #opened(stream: AgentStream): void {
    const seed = Number(stream.request.request.split("-")[1]);
    const utterance = this.#plan.utterances[seed / 2];
    if (utterance === undefined) throw new Error("a request that nobody made");
    this.engines.push(new EngineSide(this.clock, stream, seed, utterance));
  }

  #dial(): void {
    const waitMs = this.#reachableMs - this.clock.nowMs;
    if (waitMs > 0) {
      this.clock.after(waitMs, () => this.#dial());
      return;
    }
    const socket = new SimulatedSocket(this.clock, this.#plan.up, this.#plan.down);
    this.socket = socket;
    this.monitors.push(new WireMonitor(socket));
    this.#epoch += 1;
    this.#agentPump?.detach();
    this.agent.connect(this.#epoch, this.clock.nowMs);
    this.#agentPump = new SimulatedPump(
      this.clock,
      this.agent,
      socket.toAgent,
      socket.toHub,
      (code) => this.#agentLost(code),
    );
    const awaitHello = { message: (frame: Uint8Array) => this.#onHello(frame, socket) };
    socket.toHub.receiver = { ...awaitHello, drained: () => undefined, closed: () => undefined };
  }

  /** What the hub's acceptor does. */
  #onHello(frame: Uint8Array, socket: SimulatedSocket): void {
    const hello = decode(frame) as Hello;
    this.#hubPump?.detach();
    if (this.hub !== undefined && hello.resume === undefined) this.losses += 1;
    this.hub ??= this.#newSession();
    const { hub } = this;
    hub.connect(hello, 1, this.clock.nowMs);
    this.#hubPump = new SimulatedPump(this.clock, hub, socket.toHub, socket.toAgent, (code) => {
      if (code !== undefined) this.closes.push(code);
    });
  }

  #newSession(): HubEndpoint {
    this.#sessions += 1;
    const session = `session-${this.#sessions}`;
    const options = { session, hub: "hub", resumeToken: `token-${session}`, random: this.#random };
    const listener = {
      declared: () => undefined,
      draining: () => {
        this.#isDraining = true;
      },
      over: () => {
        this.losses += 1;
        this.hub = undefined;
      },
    };
    return new HubEndpoint({ ...options, telemetry: noTelemetry }, listener, this.clock.nowMs);
  }

  #agentLost(code: number | undefined): void {
    if (code !== undefined) this.closes.push(code);
    this.clock.after(this.#random() * 500, () => this.#dial());
  }

  #happen(incident: Incident): void {
    switch (incident.kind) {
      case "cut":
        this.#reachableMs = this.clock.nowMs + incident.awayMs;
        return this.socket?.cut(incident.hubHearsMs, incident.agentHearsMs);
      case "stall":
        return this.socket?.stall(incident.forMs);
      case "blackhole":
        return this.socket?.stall(Number.POSITIVE_INFINITY);
      case "declare":
        return this.agent.declare(this.#services());
      case "drain":
        this.#isDraining = true;
        if (incident.by === "agent") this.agent.drain(limits.drainGraceMs);
        else this.hub?.drain(limits.drainGraceMs, 0);
        return;
      default:
        throw new Error(`unknown incident ${JSON.stringify(incident satisfies never)}`);
    }
  }
}

/** Closes that an honest pair of ends may come to: silence, and nothing else. */
export const honestCloses: ReadonlySet<number> = new Set([closeCodes.heartbeat]);
