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

  /**
   * `aliases`: further names by the operator, which come before the providers' own. A key's come before
   * those, and may name them.
   */
  constructor(registry: Registry, aliases: Readonly<Record<string, string>>) {
    this.#registry = registry;
    this.#aliases = new Map(Object.entries(aliases));
  }

  /** The model that a consumer means by a name; the name itself where nobody serves any such. */
  model(caller: Caller, name: string): string {
    return modelCalled(this.#registry, caller, this.#aliasesOf(caller).get(name) ?? name);
  }

  /** The voice of a model that a consumer means. */
  voice(caller: Caller, model: string, name: string): string {
    return voiceCalled(this.#registry, caller, model, name);
  }

  /** The models that a caller can reach now, then the aliases of any of them. */
  list(caller: Caller): readonly NamedModel[] {
    const models = modelsFor(this.#registry, caller);
    const aliases = this.#aliasesOf(caller);
    const aliased = [...aliases].flatMap(([id, aliasOf]) =>
      models.filter((one) => one.id === aliasOf).map((model) => ({ ...model, id, aliasOf })),
    );
    return [...models.filter(({ id }) => !aliases.has(id)), ...aliased];
  }

  #aliasesOf({ modelAliases }: Caller): ReadonlyMap<string, string> {
    if (modelAliases === undefined) return this.#aliases;
    const own = Object.entries(modelAliases);
    return new Map([
      ...this.#aliases,
      ...own.map(([name, model]) => [name, this.#aliases.get(model) ?? model] as const),
    ]);
  }
}
