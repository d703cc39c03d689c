import type { AuditEntry } from "./audit.ts";
import type { Key } from "../accounts/key.ts";
import type { User } from "../accounts/user.ts";

/**
 * Where users and keys are kept. Rules and wording live in `accounts/`; this only keeps and finds. A
 * line for the audit log is written with the change that it tells, or neither is.
 */
export interface AccountStore {
  /** False when the name is another user's, or was. */
  insertUser(user: User, audit?: AuditEntry): Promise<boolean>;
  userById(id: string): Promise<User | undefined>;
  userByName(name: string): Promise<User | undefined>;
  /** By name. */
  listUsers(): Promise<readonly User[]>;
  /** Writes the user's name, allowance and state; false when another user has the name, or had it. */
  updateUser(user: User, audit?: AuditEntry): Promise<boolean>;

  /** False when the key has a parent and that is revoked or gone: then nothing is kept. */
  insertKey(key: Key, secretHash: string, audit?: AuditEntry): Promise<boolean>;
  keyById(id: string): Promise<KeyOfUser | undefined>;
  /** One indexed read. */
  keyByHash(secretHash: string): Promise<KeyOfUser | undefined>;
  /** Oldest first; all users' without `userId`. */
  listKeys(userId?: string): Promise<readonly Key[]>;
  /**
   * Writes the key's name, scopes, routing, allowance and expiry; never its revocation. Keys that were
   * got by means of it end no later.
   */
  updateKey(key: Key, audit?: AuditEntry): Promise<void>;
  /** Revokes a key, and all that were got by means of it; the first time counts. */
  revokeKey(id: string, revokedMs: number, audit?: AuditEntry): Promise<void>;
  /** Notes that a key was used. */
  touchKey(id: string, usedMs: number): Promise<void>;
}

export type KeyOfUser = { readonly key: Key; readonly user: User };
