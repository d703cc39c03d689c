import { mayUse, type Member } from "../accounts/access.ts";
import type { Provider, Service } from "./provider.ts";

/** Who is attached and serves what. Tells its watchers of every change that may free a request. */
export class Registry {
  readonly #providers = new Map<string, Provider>();
  readonly #watchers = new Set<() => void>();
  /** Machines that are to get no requests, by `Provider.key`, whether they are here or not. */
  readonly #paused = new Set<string>();
  /** All services by model, gathered when first asked for after a change: every request asks. */
  #byModel: ReadonlyMap<string, readonly Service[]> | undefined;

  get providers(): readonly Provider[] {
    return [...this.#providers.values()];
  }

  find(id: string): Provider | undefined {
    return this.#providers.get(id);
  }

  add(provider: Provider): void {
    provider.isPaused = this.#paused.has(provider.key);
    this.#providers.set(provider.id, provider);
    this.changed();
  }

  /** Removes this very provider; one that has taken its name since stays. */
  remove(provider: Provider): void {
    if (this.#providers.get(provider.id) === provider) this.#providers.delete(provider.id);
    this.changed();
  }

  /** Takes a machine out of service, or puts it back; what it is speaking, it ends. */
  pause(key: string, isPaused: boolean): void {
    if (isPaused) this.#paused.add(key);
    else this.#paused.delete(key);
    for (const provider of this.providers) {
      if (provider.key === key) provider.isPaused = isPaused;
    }
    this.changed();
  }

  isPaused(key: string): boolean {
    return this.#paused.has(key);
  }

  /** Something about a provider is different: its services or its connection. */
  changed(): void {
    this.#byModel = undefined;
    for (const watcher of this.#watchers) watcher();
  }

  /** Returns how to stop watching. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /**
   * The services of one type (undefined: of every type), and of one model if it is named, that
   * `member` may use, ready or not.
   */
  known(member: Member, type: string | undefined, model?: string): readonly Service[] {
    const services = model === undefined ? this.#services : this.#servicesOf(model);
    return services.filter(({ declaration, provider }) => {
      const fits = type === undefined || declaration.type === type;
      return fits && mayUse(declaration.access, provider.owner, member);
    });
  }

  /** Those of them that are ready. */
  reachable(member: Member, type: string | undefined, model?: string): readonly Service[] {
    return this.known(member, type, model).filter((service) => service.isReady);
  }

  get #services(): readonly Service[] {
    return this.providers.flatMap((provider) => provider.services);
  }

  #servicesOf(model: string): readonly Service[] {
    this.#byModel ??= Map.groupBy(this.#services, ({ declaration }) => declaration.model);
    return this.#byModel.get(model) ?? [];
  }
}
