import type { HubStream, HubStreamListener } from "@club/shared/mux/hub-stream.ts";
import type { HubEndpoint, Request } from "@club/shared/mux/hub-endpoint.ts";
import type { ServiceDeclaration } from "@club/shared/wire/messages.ts";
import { voiceMixing, voicesOfMix } from "@club/shared/wire/voice-mix.ts";
import { usualWarmUpMs } from "./limits.ts";

/** Whose provider it is. */
export type Owner = { readonly userId: string; readonly userName: string; readonly keyId: string };

/** What happens to a provider's connection. */
export type ConnectionEvent = "lost" | "back";

/** One agent that is attached to this hub. */
export class Provider {
  /** Unique at this hub: the owner's name and the agent's. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly owner: Owner;
  readonly instance: string;
  /** Wall clock, ms. */
  readonly attachedMs: number;
  /** Whether its owner has taken it out of service at this hub: it gets no new requests. */
  isPaused = false;
  readonly #endpoint: HubEndpoint;
  readonly #watchers = new Set<(event: ConnectionEvent) => void>();
  #services: readonly Service[] = [];

  constructor(facts: ProviderFacts, endpoint: HubEndpoint) {
    this.id = `${facts.owner.userName}/${facts.name}`;
    this.name = facts.name;
    this.version = facts.version;
    this.owner = facts.owner;
    this.instance = facts.instance;
    this.attachedMs = facts.attachedMs;
    this.#endpoint = endpoint;
  }

  /** What it is known by, also while it is away. */
  get key(): string {
    return `${this.owner.userId}/${this.name}`;
  }

  get services(): readonly Service[] {
    return this.#services;
  }

  get roundTripMs(): number | undefined {
    return this.#endpoint.roundTripMs;
  }

  /** Whether its agent's socket is up. */
  get isConnected(): boolean {
    return this.#endpoint.link !== undefined;
  }

  /** Whether its connection takes new requests at this moment. */
  isUsable(nowMs: number): boolean {
    return this.#endpoint.usable(nowMs);
  }

  /** The agent's whole declaration; services that go on stay the same objects. */
  declare(declarations: readonly ServiceDeclaration[]): void {
    const before = new Map(this.#services.map((service) => [service.declaration.id, service]));
    this.#services = declarations.map((declaration) => {
      const service = before.get(declaration.id) ?? new Service(this, declaration);
      service.declaration = declaration;
      return service;
    });
  }

  /** Asks its agent to keep a reference recording no longer. */
  forget(hash: string, nowMs: number): void {
    this.#endpoint.forget(hash, nowMs);
  }

  open(request: Request, listener: HubStreamListener, nowMs: number): HubStream {
    return this.#endpoint.open(request, listener, nowMs);
  }

  /** Calls back when its socket is lost and when it is back, until the result is called. */
  watch(watcher: (event: ConnectionEvent) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** For its session alone: tells those who watch. */
  tell(event: ConnectionEvent): void {
    for (const watcher of this.#watchers) watcher(event);
  }
}

export type ProviderFacts = {
  readonly name: string;
  readonly version: string;
  readonly owner: Owner;
  readonly instance: string;
  readonly attachedMs: number;
};

/** One service of a provider: what it declares now. */
export class Service {
  readonly provider: Provider;
  /** What it is known by from one connection of its agent to the next. */
  readonly key: string;
  declaration: ServiceDeclaration;

  constructor(provider: Provider, declaration: ServiceDeclaration) {
    this.provider = provider;
    this.key = `${provider.key}/${declaration.id}`;
    this.declaration = declaration;
  }

  /** Whether it can be given requests: its engine works, and its owner has not paused it. */
  get isReady(): boolean {
    return this.declaration.ready && !this.provider.isPaused;
  }

  /** How long its engine takes to start, as far as that is known; 0 where it runs. */
  get warmUpMs(): number {
    const { cold, warmUpMs = usualWarmUpMs } = this.declaration;
    return cold === true ? warmUpMs : 0;
  }

  /** Whether it has a voice of this name, or all voices of a mix that its engine can make. */
  hasVoice(voice: string): boolean {
    const has = (name: string): boolean => this.declaration.voices.some((one) => one.name === name);
    if (has(voice)) return true;
    return this.hasFeature(voiceMixing) && (voicesOfMix(voice)?.every(has) ?? false);
  }

  hasFeature(feature: string): boolean {
    return this.declaration.features.includes(feature);
  }
}
