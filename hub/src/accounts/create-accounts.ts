import type { Clock } from "../clock.ts";
import { randomBytes } from "node:crypto";
import { Failure } from "@club/shared/wire/failures.ts";
import type { AccountStore } from "./account-store.ts";
import type { Accounts, UserAllowanceChange } from "./accounts.ts";
import { type Actor, type AuditEntry, auditEntry, operator } from "./audit.ts";
import { authentication } from "./authentication.ts";
import { usualAllowance } from "./allowance.ts";
import {
  aliasesOfKey,
  changedAllowance,
  changedKey,
  changedUser,
  changedUserAllowance,
  checkedScopes,
  expiryOf,
  providersOfKey,
} from "./change.ts";
import type { Key } from "./key.ts";
import { maxKeysADay } from "./limits.ts";
import { keyName, userName } from "./names.ts";
import { hashOfSecret, newSecret } from "./secret.ts";
import type { User } from "./user.ts";

/** The accounts in a store. */
export function createAccounts(store: AccountStore, clock: Clock): Accounts {
  return {
    ...authentication(store, clock),
    ...users(store, clock),
    ...keys(store, clock),
  };
}

type UserMethods = Pick<Accounts, "createUser" | "listUsers" | "getUser" | "changeUser">;

function users(store: AccountStore, clock: Clock): UserMethods {
  const getUser = async (idOrName: string): Promise<User> =>
    (await store.userById(idOrName)) ?? (await findByName(store, idOrName));
  return {
    createUser: async (name, allowance, by = operator) => {
      const nowMs = clock.wallMs();
      const user = newUser(userName(name), nowMs, allowance);
      if (await store.insertUser(user, userCreated(user, by))) return user;
      throw nameTaken(user.name);
    },
    listUsers: () => store.listUsers(),
    getUser,
    changeUser: async (idOrName, change, by = operator) => {
      const nowMs = clock.wallMs();
      const user = changedUser(await getUser(idOrName), change, nowMs);
      const audit = auditEntry(by, nowMs, "user.changed", user.id, { ...change });
      if (await store.updateUser(user, audit)) return user;
      throw nameTaken(user.name);
    },
  };
}

type KeyMethods = Pick<Accounts, "createKey" | "listKeys" | "getKey" | "changeKey" | "revokeKey">;

function keys(store: AccountStore, clock: Clock): KeyMethods {
  const getKey = async (id: string): Promise<Key> => {
    const found = await store.keyById(id);
    if (found === undefined) throw new Failure("NOT_FOUND", `There is no key "${id}".`);
    return found.key;
  };
  return {
    createKey: async (request, by = operator) => {
      const nowMs = clock.wallMs();
      const parent = request.parentId === undefined ? undefined : await getKey(request.parentId);
      if (parent?.expiresMs !== undefined && parent.expiresMs <= nowMs) throw parentGone();
      const draft = {
        name: keyName(request.name ?? ""),
        scopes: checkedScopes(request.scopes),
        routing: request.routing ?? "own-first",
        providers: providersOfKey(request.providers),
        modelAliases: aliasesOfKey(request.modelAliases),
        allowance: changedAllowance({}, request.allowance),
        createdMs: nowMs,
        expiresMs: earlier(expiryOf(request.expiresInDays, nowMs), parent?.expiresMs),
        lastUsedMs: undefined,
        revokedMs: undefined,
        parentId: request.parentId,
      };
      const user = await userCalled(store, request.user, nowMs, by);
      if (parent !== undefined) requireFewToday(await store.listKeys(user.id), nowMs);
      const key = { id: newId("key"), userId: user.id, userName: user.name, ...draft };
      const secret = newSecret();
      if (!(await store.insertKey(key, hashOfSecret(secret), keyCreated(key, by))))
        throw parentGone();
      return { secret, key };
    },
    listKeys: async (name) =>
      store.listKeys(name === undefined ? undefined : (await findByName(store, name)).id),
    getKey,
    changeKey: async (id, change, by = operator) => {
      const nowMs = clock.wallMs();
      const key = changedKey(await getKey(id), change, nowMs);
      await store.updateKey(key, auditEntry(by, nowMs, "key.changed", id, { ...change }));
      return getKey(id);
    },
    revokeKey: async (id, by = operator) => {
      const nowMs = clock.wallMs();
      await store.revokeKey(id, nowMs, auditEntry(by, nowMs, "key.revoked", id));
      return getKey(id);
    },
  };
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}

/** Keys are kept for ever: whoever makes and revokes them without end fills the hub. */
function requireFewToday(keys: readonly Key[], nowMs: number): void {
  const today = keys.filter(({ createdMs }) => createdMs > nowMs - dayMs).length;
  if (today < maxKeysADay) return;
  const message = `You have made ${today} keys within a day. Wait, or ask this hub's operator for one.`;
  throw new Failure("RATE_LIMITED", message, { retryAfterMs: 3_600_000 });
}

const dayMs = 86_400_000;

function parentGone(): Failure {
  return new Failure("INVALID_KEY", "The key that this one would be got by is no longer valid.");
}

/** The user of that name, made when there is none. */
async function userCalled(
  store: AccountStore,
  name: string,
  nowMs: number,
  by: Actor,
): Promise<User> {
  const wanted = newUser(userName(name, "user"), nowMs);
  if (await store.insertUser(wanted, userCreated(wanted, by))) return wanted;
  const user = await store.userByName(wanted.name);
  if (user !== undefined) return user;
  const message = `"${wanted.name}" was the name of another user, who is called otherwise now.`;
  throw new Failure("CONFLICT", message, { param: "user" });
}

function userCreated({ id, name, createdMs }: User, by: Actor): AuditEntry {
  return auditEntry(by, createdMs, "user.created", id, { name });
}

function keyCreated(key: Key, by: Actor): AuditEntry {
  const { id, createdMs, userName: user, name, scopes, expiresMs, parentId } = key;
  return auditEntry(by, createdMs, "key.created", id, { user, name, scopes, expiresMs, parentId });
}

async function findByName(store: AccountStore, name: string): Promise<User> {
  const user = await store.userByName(userName(name, "user"));
  if (user === undefined) throw new Failure("NOT_FOUND", `There is no user "${name}".`);
  return user;
}

function newUser(name: string, nowMs: number, allowance?: UserAllowanceChange): User {
  return {
    id: newId("user"),
    name,
    createdMs: nowMs,
    disabledMs: undefined,
    allowance: changedUserAllowance(usualAllowance, allowance),
    samplesToOthers: false,
  };
}

/** 64 random bits behind a word that says of what: short enough to type, and no secret. */
function newId(kind: "user" | "key"): string {
  return `${kind}_${randomBytes(8).toString("hex")}`;
}

function nameTaken(name: string): Failure {
  return new Failure("CONFLICT", `There is a user "${name}" already.`, { param: "name" });
}
