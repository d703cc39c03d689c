import type { Allowance, UserAllowance } from "./allowance.ts";
import type { Actor } from "./audit.ts";
import type { Caller, ModelAliases, Routing } from "./caller.ts";
import type { Key } from "./key.ts";
import type { Scope } from "./scope.ts";
import type { User } from "./user.ts";

/**
 * Users and their keys: who is calling, and the changes that people make. Every change is told in the
 * audit log, as done by `by`; without it, by the operator at the hub's machine.
 */
export interface Accounts {
  /**
   * Whose key this is. One indexed read each time, so that a revocation holds from the next request
   * on. Throws INVALID_KEY for a secret that is unknown, revoked, expired or of a disabled user.
   */
  authenticate(secret: string): Promise<Caller>;
  /** The caller behind a key that was accepted before (an agent's socket); throws INVALID_KEY as above. */
  recheck(keyId: string): Promise<Caller>;

  /**
   * Makes a key, and its user when the name is new. The secret is in the answer and nowhere else.
   * Throws INVALID_KEY when its parent is no longer valid.
   */
  createKey(request: NewKey, by?: Actor): Promise<CreatedKey>;
  /** Every key, or one user's; oldest first. */
  listKeys(userName?: string): Promise<readonly Key[]>;
  /** Throws NOT_FOUND. */
  getKey(keyId: string): Promise<Key>;
  /** Changes what is named, leaves the rest; throws NOT_FOUND, INVALID_REQUEST. */
  changeKey(keyId: string, change: KeyChange, by?: Actor): Promise<Key>;
  /** Ends a key for good, and those got by means of it; again changes nothing. Throws NOT_FOUND. */
  revokeKey(keyId: string, by?: Actor): Promise<Key>;

  /**
   * A limit that is not named is the usual one. Throws CONFLICT when the name is taken, INVALID_REQUEST
   * when it is not a name.
   */
  createUser(name: string, allowance?: UserAllowanceChange, by?: Actor): Promise<User>;
  listUsers(): Promise<readonly User[]>;
  /** By id or name; throws NOT_FOUND. */
  getUser(idOrName: string): Promise<User>;
  /** Throws NOT_FOUND, INVALID_REQUEST, CONFLICT. */
  changeUser(idOrName: string, change: UserChange, by?: Actor): Promise<User>;
}

export type NewKey = {
  /** The user's name; a new one makes a new user. */
  readonly user: string;
  readonly scopes: readonly Scope[];
  /** What the key is for, to tell keys apart. */
  readonly name?: string | undefined;
  readonly expiresInDays?: number | undefined;
  readonly routing?: Routing | undefined;
  /** The only providers that its requests go to; undefined or empty: any. */
  readonly providers?: readonly string[] | undefined;
  /** What it calls models. */
  readonly modelAliases?: ModelAliases | undefined;
  readonly allowance?: AllowanceChange | undefined;
  /** The key by which it is got: the new one ends no later. */
  readonly parentId?: string | undefined;
};

export type CreatedKey = { readonly secret: string; readonly key: Key };

/** `null` in an allowance lifts that limit; `expiresInDays: null` makes the key last. */
export type KeyChange = {
  readonly name?: string | undefined;
  readonly scopes?: readonly Scope[] | undefined;
  readonly expiresInDays?: number | null | undefined;
  readonly routing?: Routing | undefined;
  /** An empty list lifts the restriction. */
  readonly providers?: readonly string[] | undefined;
  /** In place of those that it had. */
  readonly modelAliases?: ModelAliases | undefined;
  readonly allowance?: AllowanceChange | undefined;
};

export type UserChange = {
  readonly name?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly samplesToOthers?: boolean | undefined;
  readonly allowance?: UserAllowanceChange | undefined;
};

export type AllowanceChange = { readonly [K in keyof Allowance]?: number | null | undefined };

export type UserAllowanceChange = {
  readonly [K in keyof UserAllowance]?: number | null | undefined;
};
