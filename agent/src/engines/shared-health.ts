import type { Engine, Health } from "./engine.ts";
import { engineLimits } from "./limits.ts";
import { shownAddress } from "./http/server-address.ts";
import type { ServiceConfig } from "./service-config.ts";

/**
 * One look at a server for all the services that it gives: a server of eight models is asked once, not
 * eight times, and is busy or down for all of them at the same moment.
 */
export class SharedHealth {
  readonly #looks = new Map<string, { readonly atMs: number; readonly health: Promise<Health> }>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The engine with the health of its server; a program has none to share. */
  of(engine: Engine, config: ServiceConfig): Engine {
    if (!("url" in config)) return engine;
    const preset = "preset" in config ? config.preset : "";
    const key = `${config.engine} ${preset} ${shownAddress(config.url)}`;
    return { ...engine, health: () => this.#look(key, engine) };
  }

  /** Not ended with the signal of the one who asked first: others wait for it, and it is bounded. */
  async #look(key: string, engine: Engine): Promise<Health> {
    const last = this.#looks.get(key);
    if (last !== undefined && this.#now() - last.atMs < engineLimits.healthFreshMs) {
      return await last.health;
    }
    const health = engine.health(new AbortController().signal);
    this.#looks.set(key, { atMs: this.#now(), health });
    return await health;
  }
}
