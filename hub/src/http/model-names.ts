import type { Caller } from "../accounts/caller.ts";
import { type Model, modelCalled, modelsFor, voiceCalled } from "../providers/catalog.ts";
import type { Registry } from "../providers/registry.ts";

/** A model as it is listed: under its own name, or under an alias. */
export type NamedModel = Model & {
  /** The model that an alias stands for. */
  readonly aliasOf?: string | undefined;
};

/** What consumers call models and voices, and what these are called by those who serve them. */
export class ModelNames {
  readonly #registry: Registry;
  readonly #aliases: ReadonlyMap<string, string>;

  /** `aliases`: further names by the operator, which come before the providers' own. */
  constructor(registry: Registry, aliases: Readonly<Record<string, string>>) {
    this.#registry = registry;
    this.#aliases = new Map(Object.entries(aliases));
  }

  /** The model that a consumer means by a name; the name itself where nobody serves any such. */
  model(caller: Caller, name: string): string {
    return modelCalled(this.#registry, caller, this.#aliases.get(name) ?? name);
  }

  /** The voice of a model that a consumer means. */
  voice(caller: Caller, model: string, name: string): string {
    return voiceCalled(this.#registry, caller, model, name);
  }

  /** The models that a caller can reach now, then the aliases of any of them. */
  list(caller: Caller): readonly NamedModel[] {
    const models = modelsFor(this.#registry, caller);
    const aliased = [...this.#aliases].flatMap(([id, aliasOf]) =>
      models.filter((one) => one.id === aliasOf).map((model) => ({ ...model, id, aliasOf })),
    );
    return [...models.filter(({ id }) => !this.#aliases.has(id)), ...aliased];
  }
}
