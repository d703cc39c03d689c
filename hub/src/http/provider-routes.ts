import type { FastifyPluginAsync } from "fastify";
import type { Accounts } from "../accounts/accounts.ts";
import type { DeviceLogin } from "../accounts/device-login.ts";
import type { Clock } from "../clock.ts";
import type { MachineBook } from "../providers/machine-book.ts";
import type { Registry } from "../providers/registry.ts";
import type { ServiceRecords } from "../routing/service-records.ts";
import type { UsageStore } from "../store/usage-store.ts";
import { deviceDecisionRoutes } from "./device.ts";
import { machineRoutes } from "./machines.ts";
import { providerUsageRoutes } from "./provider-usage.ts";
import { providersRoutes } from "./providers.ts";

export type ProviderRoutesOptions = {
  readonly registry: Registry;
  readonly records: ServiceRecords;
  readonly machines: MachineBook;
  readonly accounts: Pick<Accounts, "listUsers">;
  readonly usage: UsageStore;
  readonly providersSeeUsers: boolean;
  readonly devices: DeviceLogin;
  readonly clock: Clock;
};

/** For keys of scope provider or admin: who is attached, what they spoke, and who wants to attach. */
export function providerRoutes(options: ProviderRoutesOptions): FastifyPluginAsync {
  const { usage, providersSeeUsers, devices } = options;
  return async (app) => {
    await app.register(providersRoutes(options));
    await app.register(machineRoutes(options));
    await app.register(providerUsageRoutes({ usage, providersSeeUsers }));
    await app.register(deviceDecisionRoutes({ devices }));
  };
}
