import type { FastifyPluginAsync } from "fastify";
import type { Accounts } from "../accounts/accounts.ts";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { auditRoutes } from "./audit.ts";
import { keysRoutes } from "./keys.ts";
import { usersUsageRoutes } from "./usage.ts";
import { userSharesRoutes } from "./user-shares.ts";
import { usersRoutes } from "./users.ts";

export type AdminRoutesOptions = {
  readonly accounts: Accounts;
  readonly store: Pick<Store, "audit" | "shares" | "usage">;
  readonly clock: Clock;
};

/** For keys of scope admin: users, their keys, links and use, and who changed what of them. */
export function adminRoutes({ accounts, store, clock }: AdminRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    await app.register(keysRoutes({ accounts }));
    await app.register(usersRoutes({ accounts }));
    await app.register(usersUsageRoutes({ usage: store.usage }));
    await app.register(userSharesRoutes({ accounts, store, clock }));
    await app.register(auditRoutes({ audit: store.audit }));
  };
}
