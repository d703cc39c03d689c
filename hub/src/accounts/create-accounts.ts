import type { Clock } from "../clock.ts";
import { randomBytes } from "node:crypto";
import { Failure } from "@club/shared/wire/failures.ts";
import type { AccountStore } from "./account-store.ts";
import type { Accounts, UserAllowanceChange } from "./accounts.ts";
import { authentication } from "./authentication.ts";
import { usualAllowance } from "./allowance.ts";
import {
  changedAllowance,
  changedKey,
  changedUser,
  changedUserAllowance,
  checkedScopes,
  expiryOf,
  providersOfKey,
} from "./change.ts";
import type { Key } from "./key.ts";
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
    createUser: async (name, allowance) => {
      const user = newUser(userName(name), clock.wallMs(), allowance);
      if (await store.insertUser(user)) return user;
      throw nameTaken(user.name);
    },
    listUsers: () => store.listUsers(),
    getUser,
    changeUser: async (idOrName, change) => {
      const user = changedUser(await getUser(idOrName), change, clock.wallMs());
      if (await store.updateUser(user)) return user;
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
    createKey: async (request) => {
      const nowMs = clock.wallMs();
      const parent = request.parentId === undefined ? undefined : await getKey(request.parentId);
      if (parent?.expiresMs !== undefined && parent.expiresMs <= nowMs) throw parentGone();
      const draft = {
        name: keyName(request.name ?? ""),
        scopes: checkedScopes(request.scopes),
        routing: request.routing ?? "own-first",
        providers: providersOfKey(request.providers),
        allowance: changedAllowance({}, request.allowance),
        createdMs: nowMs,
        expiresMs: earlier(expiryOf(request.expiresInDays, nowMs), parent?.expiresMs),
        lastUsedMs: undefined,
        revokedMs: undefined,
        parentId: request.parentId,
      };
      const user = await userCalled(store, request.user, nowMs);
      const key = { id: newId("key"), userId: user.id, userName: user.name, ...draft };
      const secret = newSecret();
      if (!(await store.insertKey(key, hashOfSecret(secret)))) throw parentGone();
      return { secret, key };
    },
    listKeys: async (name) =>
      store.listKeys(name === undefined ? undefined : (await findByName(store, name)).id),
    getKey,
    changeKey: async (id, change) => {
      await store.updateKey(changedKey(await getKey(id), change, clock.wallMs()));
      return getKey(id);
    },
    revokeKey: async (id) => {
      await store.revokeKey(id, clock.wallMs());
      return getKey(id);
    },
  };
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}

function parentGone(): Failure {
  return new Failure("INVALID_KEY", "The key that this one would be got by is no longer valid.");
}

/** The user of that name, made when there is none. */
async function userCalled(store: AccountStore, name: string, nowMs: number): Promise<User> {
  const wanted = newUser(userName(name, "user"), nowMs);
  if (await store.insertUser(wanted)) return wanted;
  return findByName(store, wanted.name);
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
