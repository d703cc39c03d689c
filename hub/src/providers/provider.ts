import type { HubStream, HubStreamListener } from "@club/shared/mux/hub-stream.ts";
import type { HubEndpoint, Request } from "@club/shared/mux/hub-endpoint.ts";
import type { ServiceDeclaration } from "@club/shared/wire/messages.ts";
import { busyPauseMs } from "./limits.ts";
import type { Standing } from "../routing/circuit-breaker.ts";

/** Whose provider it is. */
export type Owner = { readonly userId: string; readonly userName: string; readonly keyId: string };

/** One agent that is attached to this hub, as routing sees it. */
export class Provider {
  /** Unique at this hub: the owner's name and the agent's. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly owner: Owner;
  readonly instance: string;
  /** Wall clock, ms. */
  readonly attachedMs: number;
  readonly #end: HubEndpoint;
  readonly #standingOf: (service: string) => Standing;
  #services: readonly Service[] = [];

  constructor(facts: ProviderFacts, end: HubEndpoint, standingOf: (service: string) => Standing) {
    this.id = `${facts.owner.userName}/${facts.name}`;
    this.name = facts.name;
    this.version = facts.version;
    this.owner = facts.owner;
    this.instance = facts.instance;
    this.attachedMs = facts.attachedMs;
    this.#end = end;
    this.#standingOf = standingOf;
  }

  get services(): readonly Service[] {
    return this.#services;
  }

  get roundTripMs(): number | undefined {
    return this.#end.roundTripMs;
  }

  /** Whether its agent's socket is up. */
  get isConnected(): boolean {
    return this.#end.link !== undefined;
  }

  /** Whether its connection takes new requests at this moment. */
  isUsable(nowMs: number): boolean {
    return this.#end.usable(nowMs);
  }

  /** The agent's whole declaration; services that go on keep their count of requests. */
  declare(declarations: readonly ServiceDeclaration[]): void {
    const before = new Map(this.#services.map((service) => [service.declaration.id, service]));
    this.#services = declarations.map((declaration) => {
      const service =
        before.get(declaration.id) ??
        new Service(this, declaration, this.#standingOf(declaration.id));
      service.declaration = declaration;
      return service;
    });
  }

  /** Its agent is to keep a reference recording no longer. */
  forget(hash: string, nowMs: number): void {
    this.#end.forget(hash, nowMs);
  }

  open(request: Request, listener: HubStreamListener, nowMs: number): HubStream {
    return this.#end.open(request, listener, nowMs);
  }
}

export type ProviderFacts = {
  readonly name: string;
  readonly version: string;
  readonly owner: Owner;
  readonly instance: string;
  readonly attachedMs: number;
};

/** One service of a provider: what it declared, how busy it is, what experience says of it. */
export class Service {
  readonly provider: Provider;
  readonly standing: Standing;
  declaration: ServiceDeclaration;
  /** Requests that hold one of its slots. */
  busy = 0;
  #pausedUntilMs = 0;

  constructor(provider: Provider, declaration: ServiceDeclaration, standing: Standing) {
    this.provider = provider;
    this.declaration = declaration;
    this.standing = standing;
  }

  /** Whether another request may go to it now. */
  hasRoom(nowMs: number): boolean {
    const isFree = this.busy < this.declaration.slots && nowMs >= this.#pausedUntilMs;
    return isFree && this.provider.isUsable(nowMs);
  }

  /** It answered BUSY although a slot seemed free: leaves it alone for a moment. */
  pause(nowMs: number): void {
    this.#pausedUntilMs = nowMs + busyPauseMs;
  }

  hasVoice(voice: string): boolean {
    return this.declaration.voices.some((one) => one.name === voice);
  }

  hasFeature(feature: string): boolean {
    return this.declaration.features.includes(feature);
  }
}
