import { isDeepStrictEqual } from "node:util";
import type { ServiceDeclaration } from "@club/shared/wire/messages.ts";
import type { Background } from "../background.ts";
import { atMost } from "../at-most.ts";
import type { Engine } from "../engines/engine.ts";
import type { ServiceConfig } from "../engines/service-config.ts";
import { agentLimits } from "../limits.ts";
import { declarationOf, fitIntoFrame } from "./declaration.ts";
import { Service } from "./service.ts";
import { Suspension, type SuspensionWish } from "./suspension.ts";
import { watchEngine } from "./watch-engine.ts";

export type ServiceManagerOptions = {
  readonly createEngine: (config: ServiceConfig) => Engine;
  readonly now: () => number;
  /** What is to be declared has changed. */
  readonly changed: () => void;
  /** Keeps the watches going, whatever fails in them. */
  readonly background: Background;
};

type Watched = {
  readonly service: Service;
  readonly stop: AbortController;
  readonly watch: Promise<void>;
};

/** The services of this agent, and a watch on the engine of each. */
export class ServiceManager {
  readonly #options: ServiceManagerOptions;
  readonly #seen: PromiseWithResolvers<void> = Promise.withResolvers();
  readonly #unseen = new Set<Service>();
  readonly #suspension: Suspension;
  #watched: readonly Watched[] = [];

  constructor(options: ServiceManagerOptions) {
    this.#options = options;
    this.#suspension = new Suspension(options.background);
  }

  /** Stops the engines that the agent starts, or starts none, or lets them be. */
  suspend(wish: SuspensionWish): void {
    this.#suspension.wish = wish;
    for (const service of this.services) this.#suspension.apply(service);
  }

  get services(): readonly Service[] {
    return this.#watched.map(({ service }) => service);
  }

  /** Resolves once every engine of the first `replace` has been looked at. */
  get seen(): Promise<void> {
    return this.#seen.promise;
  }

  find(id: string): Service | undefined {
    return this.services.find((service) => service.id === id);
  }

  /** For HELLO and SERVICES. `closed`: why the agent as a whole takes no work now, if it does not. */
  declarations(closed: string | undefined): readonly ServiceDeclaration[] {
    return fitIntoFrame(this.services.map((service) => declarationOf(service, closed)));
  }

  /**
   * Serves these from now on. A service whose configuration is the same goes on as it is; one that is
   * gone finishes what it speaks.
   */
  replace(configs: readonly ServiceConfig[]): void {
    const ids = serviceIds(configs);
    const before = this.#watched;
    this.#watched = configs.map((config, at) => {
      const id = ids[at] ?? config.model;
      const same = before.find(
        ({ service }) => service.id === id && isDeepStrictEqual(service.config, config),
      );
      return same ?? this.#watch(new Service(id, config, this.#options.createEngine(config)));
    });
    for (const one of before) {
      if (this.#watched.includes(one)) continue;
      one.stop.abort();
      this.#options.background.attempt("stopping an engine", one.service.engine.close?.());
    }
  }

  /** Stops looking after the engines. */
  async stop(): Promise<void> {
    for (const { stop } of this.#watched) stop.abort();
    await Promise.all(this.#watched.map(({ watch }) => watch));
    const closed = this.services.map(({ engine }) => engine.close?.() ?? Promise.resolve());
    await atMost(agentLimits.closeMs, Promise.all(closed));
  }

  #watch(service: Service): Watched {
    const stop = new AbortController();
    this.#unseen.add(service);
    const looked = (isChanged: boolean): void => {
      this.#unseen.delete(service);
      if (this.#unseen.size === 0) this.#seen.resolve();
      this.#suspension.apply(service);
      if (isChanged) this.#options.changed();
    };
    const { background, now } = this.#options;
    const watch = background.keep(
      `looking at ${service.config.model}`,
      (signal) => watchEngine(service, now, looked, signal),
      stop.signal,
    );
    return { service, stop, watch };
  }
}

/** A service goes by its model; the next one of the same model by `model#2`. */
function serviceIds(configs: readonly ServiceConfig[]): readonly string[] {
  const ids: string[] = [];
  for (const { model } of configs) {
    const candidates = configs.map((_, at) => (at === 0 ? model : `${model}#${at + 1}`));
    ids.push(candidates.find((id) => !ids.includes(id)) ?? model);
  }
  return ids;
}
