import type { FastifyPluginAsync } from "fastify";
import type { Caller } from "../accounts/caller.ts";
import type { Registry } from "../providers/registry.ts";
import { authenticate, type AuthenticationOptions } from "./authentication.ts";
import { guarded } from "./guarded.ts";
import { modelRoutes } from "./models.ts";
import { ratesByAddress, requestRates } from "./request-rates.ts";
import { speechRoutes, type SpeechRoutesOptions } from "./speech.ts";

export type OpenRoutesOptions = AuthenticationOptions & {
  readonly registry: Registry;
  readonly speech: SpeechRoutesOptions;
};

/**
 * The same API under `/v1/open` for clients that ask what there is without a key and speak with one,
 * such as Open WebUI: it lists what every member may use. Registered only where the operator says so.
 */
export function openRoutes({
  registry,
  speech,
  ...authentication
}: OpenRoutesOptions): FastifyPluginAsync {
  const { models } = speech;
  return async (app) => {
    await app.register(async (listing) => {
      listing.addHook("onRoute", (route) => {
        route.schema = { ...route.schema, security: [] };
      });
      listing.addHook("onRequest", async (request) => {
        request.caller = nobody;
      });
      await listing.register(requestRates, ratesByAddress);
      await listing.register(
        modelRoutes({ registry, models, base: "/v1/open", voiceFormat: "open" }),
      );
    });
    const speaking = speechRoutes({ ...speech, path: "/v1/open/audio/speech" });
    await app.register(guarded(authenticate(["consumer"], authentication), speaking));
  };
}

/** Somebody who has no services of their own and is on no list. */
const nobody: Caller = {
  userId: "",
  userName: "",
  keyId: "",
  keyName: "",
  scopes: ["consumer"],
  routing: "any",
  keyAllowance: {},
  userAllowance: {},
  samplesToOthers: false,
};
