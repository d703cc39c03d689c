import type { FastifyPluginAsync } from "fastify";
import type { Accounts } from "../accounts/accounts.ts";
import { keysRoutes } from "./keys.ts";
import { usersRoutes } from "./users.ts";

/** For keys of scope admin: users and their keys. */
export function adminRoutes({ accounts }: { readonly accounts: Accounts }): FastifyPluginAsync {
  return async (app) => {
    await app.register(keysRoutes({ accounts }));
    await app.register(usersRoutes({ accounts }));
  };
}
