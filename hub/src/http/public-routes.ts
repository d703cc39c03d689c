import type { FastifyPluginAsync } from "fastify";
import { browserSessionRoutes, type BrowserSessionOptions } from "./browser-session.ts";
import { deviceRoutes, type DeviceRoutesOptions } from "./device.ts";
import { healthRoutes, type HealthRoutesOptions } from "./health.ts";
import { redeemRoutes, type InvitationRoutesOptions } from "./invitations.ts";
import { metricsRoutes, type MetricsRoutesOptions } from "./metrics.ts";
import { ratesByAddress, requestRates } from "./request-rates.ts";
import { sharedAudioRoutes, type SharedAudioOptions } from "./shared-audio.ts";
import { webRoutes } from "./web.ts";

export type PublicRoutesOptions = {
  readonly health: HealthRoutesOptions;
  /** undefined: they have a listener of their own. */
  readonly metrics: MetricsRoutesOptions | undefined;
  readonly device: DeviceRoutesOptions;
  readonly invitations: Pick<InvitationRoutesOptions, "invitations">;
  readonly session: BrowserSessionOptions;
  /** What public links lead to; undefined where the operator does not allow sharing. */
  readonly shared: SharedAudioOptions | undefined;
};

/** What needs no key, or looks for one by itself. */
export function publicRoutes(options: PublicRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    await app.register(healthRoutes(options.health));
    if (options.metrics !== undefined) await app.register(metricsRoutes(options.metrics));
    await app.register(async (counted) => {
      await counted.register(requestRates, ratesByAddress);
      await counted.register(deviceRoutes(options.device));
      await counted.register(redeemRoutes(options.invitations));
      await counted.register(browserSessionRoutes(options.session));
    });
    const { shared } = options;
    if (shared !== undefined) {
      await app.register(async (counted) => {
        await counted.register(requestRates, ratesByAddress);
        await counted.register(sharedAudioRoutes(shared));
      });
    }
    await app.register(webRoutes());
  };
}
