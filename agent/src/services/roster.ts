import type { ServiceDeclaration } from "@club/shared/wire/messages.ts";
import type { Engine } from "../engines/engine.ts";
import type { ServiceConfig } from "../engines/service-config.ts";
import { declarationOf, fitIntoFrame } from "./declaration.ts";
import { Service } from "./service.ts";
import { watchEngine } from "./watch-engine.ts";

export type RosterOptions = {
  readonly createEngine: (config: ServiceConfig) => Engine;
  readonly now: () => number;
  /** What is to be declared has changed. */
  readonly changed: () => void;
};

/** The services of this agent, each with somebody who watches its engine. */
export class Roster {
  readonly #options: RosterOptions;
  readonly #services: readonly Service[];
  readonly #seen: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(configs: readonly ServiceConfig[], options: RosterOptions) {
    this.#options = options;
    const ids = serviceIds(configs);
    this.#services = configs.map(
      (config, at) => new Service(ids[at] ?? "", config, options.createEngine(config)),
    );
  }

  get services(): readonly Service[] {
    return this.#services;
  }

  find(id: string): Service | undefined {
    return this.#services.find((service) => service.id === id);
  }

  /** For HELLO and SERVICES. `closed`: why the agent as a whole takes no work now, if it does not. */
  declarations(closed: string | undefined): readonly ServiceDeclaration[] {
    return fitIntoFrame(this.#services.map((service) => declarationOf(service, closed)));
  }

  /** Resolves once every engine has been looked at. */
  get seen(): Promise<void> {
    return this.#seen.promise;
  }

  /** Watches the engines until the signal fires. */
  async watch(signal: AbortSignal): Promise<void> {
    const unseen = new Set(this.#services);
    const looked = (service: Service, isChanged: boolean): void => {
      unseen.delete(service);
      if (unseen.size === 0) this.#seen.resolve();
      if (isChanged) this.#options.changed();
    };
    const { now } = this.#options;
    await Promise.all(this.#services.map((service) => watchEngine(service, now, looked, signal)));
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
