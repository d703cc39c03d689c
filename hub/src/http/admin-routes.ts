import type { FastifyPluginAsync } from "fastify";
import type { Accounts } from "../accounts/accounts.ts";
import type { UsageStore } from "../store/usage-store.ts";
import { keysRoutes } from "./keys.ts";
import { usersUsageRoutes } from "./usage.ts";
import { usersRoutes } from "./users.ts";

export type AdminRoutesOptions = { readonly accounts: Accounts; readonly usage: UsageStore };

/** For keys of scope admin: users, their keys, and what they use. */
export function adminRoutes({ accounts, usage }: AdminRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    await app.register(keysRoutes({ accounts }));
    await app.register(usersRoutes({ accounts }));
    await app.register(usersUsageRoutes({ usage }));
  };
}
