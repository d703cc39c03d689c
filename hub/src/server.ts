import { limits as wire } from "@club/shared/wire/limits.ts";
import fastifySwagger from "@fastify/swagger";
import { fastify, type FastifyBaseLogger, type FastifyInstance } from "fastify";
import { createServer, type Server } from "node:http";
import type { Logger } from "pino";
import { v7 as uuid } from "uuid";
import type { Accounts } from "./accounts/accounts.ts";
import type { LoginThrottle } from "./accounts/login-throttle.ts";
import type { Quotas } from "./accounts/quotas.ts";
import type { Archive } from "./archive/archive.ts";
import type { AudioFormat, Encoder } from "./encoding/encoder.ts";
import { authenticate } from "./http/authentication.ts";
import { handleErrors, refuseBadHttp } from "./http/errors.ts";
import { healthRoutes, type HealthRoutesOptions } from "./http/health.ts";
import { historyRoutes } from "./http/history.ts";
import { historyAudioRoutes } from "./http/history-audio.ts";
import { metricsRoutes } from "./http/metrics.ts";
import { keysRoutes } from "./http/keys.ts";
import { modelRoutes } from "./http/models.ts";
import { providerUsageRoutes } from "./http/provider-usage.ts";
import { providersRoutes } from "./http/providers.ts";
import { openApiTransform } from "./http/schema.ts";
import { speechRoutes } from "./http/speech.ts";
import { usageRoutes } from "./http/usage.ts";
import { usersRoutes } from "./http/users.ts";
import {
  bodySpareBytes,
  bytesPerJsonCharacter,
  connectionCheckMs,
  headersTimeoutMs,
  keepAliveMs,
  requestTimeoutMs,
} from "./limits.ts";
import type { Metrics } from "./metrics.ts";
import type { Gate } from "./providers/gate.ts";
import type { Registry } from "./providers/registry.ts";
import type { Studio } from "./speech/studio.ts";
import type { Store } from "./store/store.ts";

/** What the routes work with. */
export type Parts = HealthRoutesOptions & {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly throttle: LoginThrottle;
  readonly quotas: Quotas;
  readonly archive: Archive;
  readonly registry: Registry;
  readonly gate: Gate;
  readonly studio: Studio;
  readonly metrics: Metrics;
  readonly encoderFor: (format: AudioFormat) => Encoder;
  readonly maxInputCharacters: number;
  readonly log: Logger;
};

/** The hub's HTTP server with all of its routes; not yet listening. */
export async function createHttpServer(parts: Parts): Promise<FastifyInstance> {
  const logger: FastifyBaseLogger = parts.log;
  const app = fastify({
    loggerInstance: logger,
    disableRequestLogging: true,
    genReqId: () => `req_${uuid().replaceAll("-", "")}`,
    bodyLimit: parts.maxInputCharacters * bytesPerJsonCharacter + bodySpareBytes,
    clientErrorHandler: refuseBadHttp,
    serverFactory: (handler) => httpServer(handler, parts.gate),
    routerOptions: { maxParamLength: 512 },
  });
  app.removeContentTypeParser("text/plain");
  app.decorateRequest("caller");
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  handleErrors(app);
  await app.register(fastifySwagger, { openapi: openApiDocument, transform: openApiTransform });
  app.get("/openapi.json", { schema: { hide: true } }, () => Promise.resolve(app.swagger()));
  await app.register(healthRoutes(parts));
  await app.register(metricsRoutes(parts));
  await app.register(async (consumer) => {
    consumer.addHook("onRequest", authenticate(parts.accounts, ["consumer"], parts.throttle));
    await consumer.register(speechRoutes(parts));
    await consumer.register(modelRoutes(parts));
    await consumer.register(
      historyRoutes({ history: parts.store.history, archive: parts.archive }),
    );
    await consumer.register(
      historyAudioRoutes({ history: parts.store.history, archive: parts.archive }),
    );
    await consumer.register(usageRoutes({ usage: parts.store.usage }));
  });
  await app.register(async (provider) => {
    provider.addHook(
      "onRequest",
      authenticate(parts.accounts, ["provider", "admin"], parts.throttle),
    );
    await provider.register(providersRoutes(parts));
    await provider.register(providerUsageRoutes({ usage: parts.store.usage }));
  });
  await app.register(async (admin) => {
    admin.addHook("onRequest", authenticate(parts.accounts, ["admin"], parts.throttle));
    await admin.register(keysRoutes(parts));
    await admin.register(usersRoutes(parts));
  });
  return app;
}

function httpServer(handler: Parameters<typeof createServer>[1], gate: Gate): Server {
  const timeouts = {
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: connectionCheckMs,
    keepAliveTimeout: keepAliveMs,
  };
  const server = createServer({ ...timeouts, noDelay: true }, handler);
  server.on("upgrade", (request, socket, head) => void gate.upgrade(request, socket, head));
  return server;
}

const openApiDocument = {
  openapi: "3.1.0",
  info: {
    title: "Club hub",
    version: "1",
    description: `Text to speech by many homes, in OpenAI's shape. Agents attach at GET /v1/agent (protocol ${wire.protocol.newest}, see PROTOCOL.md).`,
  },
  components: { securitySchemes: { key: { type: "http" as const, scheme: "bearer" } } },
  security: [{ key: [] }],
};
