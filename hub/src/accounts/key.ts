import type { Allowance } from "./allowance.ts";
import type { ModelAliases, Routing } from "./caller.ts";
import type { Scope } from "./scope.ts";

/** An API key as it is kept: everything but the secret; the store has its hash. */
export type Key = {
  readonly id: string;
  readonly userId: string;
  readonly userName: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly routing: Routing;
  /** The only providers that its requests go to, e.g. `ann/home-rig`; undefined: any. */
  readonly providers: readonly string[] | undefined;
  /** What the key calls models, and the models that it means; undefined: nothing of its own. */
  readonly modelAliases: ModelAliases | undefined;
  readonly allowance: Allowance;
  readonly createdMs: number;
  readonly expiresMs: number | undefined;
  readonly lastUsedMs: number | undefined;
  readonly revokedMs: number | undefined;
  /** The key by which this one was got: it expires and is revoked with it. */
  readonly parentId: string | undefined;
};
