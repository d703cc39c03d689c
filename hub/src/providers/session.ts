import type { Channel } from "@club/shared/channel/channel.ts";
import { Pump } from "@club/shared/channel/pump.ts";
import { HubEndpoint } from "@club/shared/mux/hub-endpoint.ts";
import type { Telemetry } from "@club/shared/mux/mux-endpoint.ts";
import type { Failure } from "@club/shared/wire/failures.ts";
import { closeCodes } from "@club/shared/wire/limits.ts";
import type { Hello } from "@club/shared/wire/messages.ts";
import { randomBytes } from "node:crypto";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import { ChangeLog } from "./change-log.ts";
import { type Owner, Provider } from "./provider.ts";
import type { Registry } from "./registry.ts";

export type SessionContext = {
  readonly hubId: string;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly log: Logger;
};

export type SessionOptions = SessionContext & {
  /** Why the owner may not have these services in this session; undefined: they may. */
  readonly excessOf: (services: Hello["services"]) => string | undefined;
};

/** One agent's session: the hub's endpoint of the mux, the socket that carries it now, its provider. */
export class Session {
  readonly provider: Provider;
  /** Resolves when the session is over. */
  readonly over: Promise<Failure>;
  readonly #context: SessionOptions;
  readonly #endpoint: HubEndpoint;
  readonly #log: Logger;
  readonly #resumeToken: string = randomBytes(32).toString("base64url");
  #epoch = -1;
  #pump: Pump | undefined;
  #downTimer: Disposable | undefined;
  #isDraining = false;
  readonly #changes: ChangeLog;

  /** A session that has not seen a socket yet: `connect` comes next. */
  constructor(hello: Hello, owner: Owner, context: SessionOptions) {
    this.#context = context;
    const { promise, resolve } = Promise.withResolvers<Failure>();
    this.over = promise;
    const id = randomBytes(9).toString("base64url");
    this.#log = context.log.child({ session: id, provider: `${owner.userName}/${hello.name}` });
    this.#changes = new ChangeLog(context.clock, this.#log);
    const options = {
      session: id,
      hub: context.hubId,
      resumeToken: this.#resumeToken,
      random: Math.random,
      telemetry: context.telemetry,
    };
    const listener = {
      declared: (services: Hello["services"]) => this.#declared(services),
      draining: () => this.#onDrain(),
      over: resolve,
      faulted: (thrown: unknown) => this.#log.error({ err: thrown }, "a fault in the session"),
    };
    this.#endpoint = new HubEndpoint(options, listener, context.clock.monotonicMs());
    const facts = {
      name: hello.name,
      version: hello.version,
      instance: hello.instance,
      owner,
      attachedMs: context.clock.wallMs(),
    };
    this.provider = new Provider(facts, this.#endpoint);
    void promise.then((failure) => this.#isOver(failure));
  }

  /** Which socket of its instance carries it. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Streams that are not over. */
  get streams(): number {
    return this.#endpoint.streams;
  }

  /** Whether its socket is up and has been heard of lately. */
  get isAlive(): boolean {
    return this.#endpoint.link?.liveness.state(this.#nowMs) === "alive";
  }

  /** Whether its agent takes nothing new. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Whether a socket that says this HELLO may go on with this session's streams. */
  isContinuedBy(hello: Hello): boolean {
    return hello.resume?.token === this.#resumeToken;
  }

  /** Carries on over a new socket; the old one, if it is still there, is superseded. */
  connect(channel: Channel, hello: Hello, protocol: number): void {
    this.#pump?.detach(closeCodes.superseded, "a newer connection of this agent took over");
    this.#downTimer?.[Symbol.dispose]();
    this.#isDraining = false;
    this.#epoch = hello.epoch;
    this.provider.declare(hello.services);
    this.#endpoint.connect(hello, protocol, this.#nowMs);
    const pump = new Pump(this.#endpoint, channel, () => this.#nowMs);
    this.#pump = pump;
    void pump.closed.then((end) => {
      if (this.#pump === pump) this.#lost(end.code, end.reason);
    });
    this.provider.tell("back");
    this.#changed("agent connected");
  }

  /** Asks the agent to move to another hub process; what is in flight goes on. */
  drain(graceMs: number, reconnectMs: number): void {
    this.#endpoint.drain(graceMs, reconnectMs);
    this.#context.registry.changed();
  }

  /** Ends the session and every stream of it. */
  close(code: number, reason: string): void {
    this.#endpoint.end(code, reason);
    this.#pump?.detach(code, reason);
    this.#endpoint.disconnect(this.#nowMs);
  }

  get #nowMs(): number {
    return this.#context.clock.monotonicMs();
  }

  #declared(services: Hello["services"]): void {
    const excess = this.#context.excessOf(services);
    if (excess !== undefined) return this.close(closeCodes.rate, excess);
    this.provider.declare(services);
    this.#changed("agent declared its services");
  }

  #onDrain(): void {
    this.#isDraining = true;
    this.#changed("agent is leaving");
  }

  #changed(what: string): void {
    this.#changes.note(what, this.provider.services);
    this.#context.registry.changed();
  }

  /** The socket is gone. Until the agent is back, or the window for that has passed, streams wait. */
  #lost(code: number | undefined, reason: string): void {
    this.#pump = undefined;
    this.#log.info({ code, reason, streams: this.#endpoint.streams }, "agent's socket closed");
    this.provider.tell("lost");
    this.#context.registry.changed();
    const untilMs = this.#endpoint.timerMs();
    if (untilMs === undefined) return;
    const waitMs = Math.max(0, untilMs - this.#nowMs) + 1;
    const tick = (): void => this.#endpoint.tick(this.#nowMs);
    this.#downTimer = this.#context.clock.after(waitMs, tick);
  }

  #isOver(failure: Failure): void {
    this.#downTimer?.[Symbol.dispose]();
    this.#changes.close();
    this.#log.info({ reason: failure.message }, "agent's session is over");
    this.provider.tell("lost");
    this.#context.registry.remove(this.provider);
  }
}
