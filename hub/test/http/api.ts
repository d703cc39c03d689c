import assert from "node:assert/strict";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import Fastify from "fastify";
import type { Accounts, NewKey } from "../../src/accounts/accounts.ts";
import { createAccounts } from "../../src/accounts/create-accounts.ts";
import { Authenticator } from "../../src/accounts/authenticator.ts";
import { LoginThrottle } from "../../src/accounts/login-throttle.ts";
import { systemClock } from "../../src/clock.ts";
import type { FolderArchive } from "../../src/archive/folder-archive.ts";
import { openFolderArchive } from "../../src/archive/folder-archive.ts";
import { handleErrors } from "../../src/http/errors.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A hub's HTTP side on a real store and archive, with the routes under test. */
export type Api = {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly accounts: Accounts;
  readonly authenticator: Authenticator;
  readonly archive: FolderArchive;
  /** Makes a key and returns how to ask with it. */
  member(key: Partial<NewKey> & { user: string }): Promise<Member>;
};

export type Member = {
  readonly userId: string;
  readonly keyId: string;
  readonly authorization: string;
  ask(method: Method, url: string, options?: Ask): Promise<LightMyRequestResponse>;
};

type Method = "GET" | "HEAD" | "POST" | "PATCH" | "DELETE";
type Ask = { readonly headers?: Record<string, string>; readonly body?: object };

export async function startApi(
  t: TestContext,
  routes: (app: FastifyInstance, api: Omit<Api, "app" | "member">) => Promise<void> | void,
): Promise<Api> {
  const folder = await temporaryFolder(t);
  const store = await openSqliteStore(folder);
  const accounts = createAccounts(store.accounts, systemClock);
  const authenticator = new Authenticator(accounts, new LoginThrottle(), systemClock);
  const archive = openFolderArchive({ folder: join(folder, "audio") });
  const app = Fastify();
  t.after(async () => {
    await app.close();
    await store.close();
  });
  handleErrors(app);
  await routes(app, { store, accounts, authenticator, archive });
  await app.ready();

  const member: Api["member"] = async (wanted) => {
    const { secret, key } = await accounts.createKey({ scopes: ["consumer"], ...wanted });
    const authorization = `Bearer ${secret}`;
    const ask: Member["ask"] = (method, url, { headers, body } = {}) =>
      app.inject({ method, url, headers: { authorization, ...headers }, ...(body && { body }) });
    return { userId: key.userId, keyId: key.id, authorization, ask };
  };
  return { app, store, accounts, authenticator, archive, member };
}

/** Checks that an answer is OpenAI's error envelope with this status, type and param. */
export function assertError(
  response: LightMyRequestResponse,
  status: number,
  type: string,
  param: string | null = null,
): void {
  const { error } = response.json<{ error: Record<string, unknown> }>();
  assert.equal(response.statusCode, status, response.body);
  assert.deepEqual(Object.keys(error).sort(), ["code", "message", "param", "type"]);
  assert.equal(error["type"], type);
  assert.equal(error["param"], param);
}
