import type { Channel } from "@club/shared/channel/channel.ts";
import { Pump } from "@club/shared/channel/pump.ts";
import { HubEndpoint } from "@club/shared/mux/hub-endpoint.ts";
import type { Telemetry } from "@club/shared/mux/mux-endpoint.ts";
import type { Failure } from "@club/shared/wire/failures.ts";
import { closeCodes } from "@club/shared/wire/limits.ts";
import type { Hello } from "@club/shared/wire/messages.ts";
import { randomBytes } from "node:crypto";
import type { Logger } from "pino";
import { type Owner, Provider } from "./provider.ts";
import type { Registry } from "./registry.ts";

export type SessionContext = {
  readonly hubId: string;
  readonly registry: Registry;
  readonly telemetry: Telemetry;
  readonly log: Logger;
};

/** One agent's session: its end of the mux, whichever socket carries it now, and its provider. */
export class Session {
  readonly provider: Provider;
  /** Resolves when the session is over. */
  readonly over: Promise<Failure>;
  readonly #context: SessionContext;
  readonly #end: HubEndpoint;
  readonly #log: Logger;
  readonly #resumeToken: string = randomBytes(32).toString("base64url");
  #epoch = -1;
  #pump: Pump | undefined;
  #downTimer: NodeJS.Timeout | undefined;

  /** A session that has not seen a socket yet: `connect` comes next. */
  constructor(hello: Hello, owner: Owner, context: SessionContext) {
    this.#context = context;
    const { promise, resolve } = Promise.withResolvers<Failure>();
    this.over = promise;
    const id = randomBytes(9).toString("base64url");
    this.#log = context.log.child({ session: id, provider: `${owner.userName}/${hello.name}` });
    const options = {
      session: id,
      hub: context.hubId,
      resumeToken: this.#resumeToken,
      random: Math.random,
      telemetry: context.telemetry,
    };
    const listener = {
      declared: (services: Hello["services"]) => this.#declared(services),
      draining: () => this.#changed("agent is leaving"),
      over: resolve,
      faulted: (thrown: unknown) => this.#log.error({ err: thrown }, "a fault in the session"),
    };
    this.#end = new HubEndpoint(options, listener, performance.now());
    const facts = {
      name: hello.name,
      version: hello.version,
      instance: hello.instance,
      owner,
      attachedMs: Date.now(),
    };
    this.provider = new Provider(facts, this.#end, (service) =>
      context.registry.standing(`${owner.userId}/${hello.name}/${service}`),
    );
    void promise.then((failure) => this.#isOver(failure));
  }

  /** Which socket of its instance carries it. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Streams that are not over. */
  get streams(): number {
    return this.#end.streams;
  }

  /** Whether its socket is up and has been heard of lately. */
  get isAlive(): boolean {
    return this.#end.link?.liveness.state(performance.now()) === "alive";
  }

  /** Whether a socket that says this HELLO may go on with this session's streams. */
  isContinuedBy(hello: Hello): boolean {
    return hello.resume?.token === this.#resumeToken;
  }

  /** Carries on over a new socket; the old one, if it is still there, is superseded. */
  connect(channel: Channel, hello: Hello, protocol: number): void {
    this.#pump?.detach(closeCodes.superseded, "a newer connection of this agent took over");
    clearTimeout(this.#downTimer);
    this.#epoch = hello.epoch;
    this.provider.declare(hello.services);
    this.#end.connect(hello, protocol, performance.now());
    const pump = new Pump(this.#end, channel);
    this.#pump = pump;
    void pump.closed.then((end) => {
      if (this.#pump === pump) this.#lost(end.code, end.reason);
    });
    this.#changed("agent connected");
  }

  /** Asks the agent to move to another hub process; what is in flight goes on. */
  drain(graceMs: number, reconnectMs: number): void {
    this.#end.drain(graceMs, reconnectMs);
    this.#context.registry.changed();
  }

  /** Ends the session and every stream of it. */
  close(code: number, reason: string): void {
    this.#end.end(code, reason);
    this.#pump?.detach(code, reason);
    this.#end.disconnect(performance.now());
  }

  #declared(services: Hello["services"]): void {
    this.provider.declare(services);
    this.#changed("agent declared its services");
  }

  #changed(what: string): void {
    const services = this.provider.services.map(({ declaration }) => ({
      model: declaration.model,
      ready: declaration.ready,
      slots: declaration.slots,
    }));
    this.#log.info({ services }, what);
    this.#context.registry.changed();
  }

  /** The socket is gone. Until the agent is back, or the window for that has passed, streams wait. */
  #lost(code: number | undefined, reason: string): void {
    this.#pump = undefined;
    this.#log.info({ code, reason, streams: this.#end.streams }, "agent's socket closed");
    this.#context.registry.changed();
    const untilMs = this.#end.timerMs();
    if (untilMs === undefined) return;
    const waitMs = Math.max(0, untilMs - performance.now()) + 1;
    this.#downTimer = setTimeout(() => this.#end.tick(performance.now()), waitMs);
  }

  #isOver(failure: Failure): void {
    clearTimeout(this.#downTimer);
    this.#log.info({ reason: failure.message }, "agent's session is over");
    this.#context.registry.remove(this.provider);
  }
}
