import { limits as wire } from "@club/shared/wire/limits.ts";
import fastifyCors, { type FastifyCorsOptions } from "@fastify/cors";
import fastifySwagger from "@fastify/swagger";
import fastifySwaggerUi from "@fastify/swagger-ui";
import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance } from "fastify";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import { v7 as uuid } from "uuid";
import type { Accounts } from "./accounts/accounts.ts";
import type { BrowserSessions } from "./accounts/browser-sessions.ts";
import type { DeviceLogin } from "./accounts/device-login.ts";
import type { LoginThrottle } from "./accounts/login-throttle.ts";
import type { Quotas } from "./accounts/quotas.ts";
import { type Scope, scopes } from "./accounts/scope.ts";
import type { Archive } from "./archive/archive.ts";
import type { Settings } from "./config.ts";
import type { AudioFormat, Encoder } from "./encoding/encoder.ts";
import { authenticate } from "./http/authentication.ts";
import { deviceDecisionRoutes, deviceRoutes } from "./http/device.ts";
import { browserSessionRoutes } from "./http/browser-session.ts";
import { handleErrors, refuseBadHttp } from "./http/errors.ts";
import { eventsRoutes } from "./http/events.ts";
import { healthRoutes, type HealthRoutesOptions } from "./http/health.ts";
import { historyRoutes } from "./http/history.ts";
import { historyAudioRoutes } from "./http/history-audio.ts";
import { metricsRoutes } from "./http/metrics.ts";
import { keysRoutes } from "./http/keys.ts";
import { modelRoutes } from "./http/models.ts";
import { providerUsageRoutes } from "./http/provider-usage.ts";
import { providersRoutes } from "./http/providers.ts";
import { openApiTransform } from "./http/schema.ts";
import { sharedAudioRoutes, shareRoutes } from "./http/shares.ts";
import { speechRoutes } from "./http/speech.ts";
import { usageRoutes } from "./http/usage.ts";
import { usersRoutes } from "./http/users.ts";
import { voiceGenerationRoutes } from "./http/voice-generations.ts";
import { voiceSampleRoutes } from "./http/voice-samples.ts";
import { webRoutes } from "./http/web.ts";
import type { HttpServerFactory } from "./http-server.ts";
import { bodySpareBytes, bytesPerJsonCharacter } from "./limits.ts";
import type { Metrics } from "./metrics.ts";
import type { AgentListener } from "./providers/agent-listener.ts";
import type { Registry } from "./providers/registry.ts";
import type { Activity } from "./speech/activity.ts";
import type { SpeechJobs } from "./speech/speech-jobs.ts";
import type { Store } from "./store/store.ts";
import type { Voices } from "./voices/voices.ts";

/** What the routes work with. */
export type Parts = HealthRoutesOptions & {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly throttle: LoginThrottle;
  readonly sessions: BrowserSessions;
  readonly quotas: Quotas;
  readonly archive: Archive;
  readonly voices: Voices;
  readonly registry: Registry;
  readonly agentListener: AgentListener;
  readonly speechJobs: SpeechJobs;
  readonly activity: Activity;
  readonly metrics: Metrics;
  readonly devices: DeviceLogin;
  readonly encoderFor: (format: AudioFormat) => Encoder;
  readonly settings: Settings;
  readonly serverFactory: HttpServerFactory;
  readonly log: Logger;
};

/** The hub's HTTP server with all of its routes; not yet listening. */
export async function createHttpServer(parts: Parts): Promise<FastifyInstance> {
  const logger: FastifyBaseLogger = parts.log;
  const { settings, store, accounts, archive, throttle, agentListener } = parts;
  const { history, usage } = store;
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => `req_${uuid().replaceAll("-", "")}`,
    bodyLimit: settings.maxInputCharacters * bytesPerJsonCharacter + bodySpareBytes,
    trustProxy: settings.trustedProxies.length > 0 && [...settings.trustedProxies],
    clientErrorHandler: refuseBadHttp,
    serverFactory: parts.serverFactory,
    routerOptions: { maxParamLength: 512 },
  });
  app.removeContentTypeParser("text/plain");
  app.decorateRequest("caller");
  app.addHook("onRequest", async (request, reply) => {
    reply.headers({ "x-request-id": request.id, "x-content-type-options": "nosniff" });
  });
  handleErrors(app);
  app.server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    void agentListener.upgrade(request, socket, head);
  });
  if (settings.corsOrigins.length > 0) await app.register(fastifyCors, corsOptions(settings));
  await app.register(fastifySwagger, { openapi: openApiDocument, transform: openApiTransform });
  app.get("/openapi.json", { schema: { hide: true } }, () => Promise.resolve(app.swagger()));
  await app.register(fastifySwaggerUi, { routePrefix: "/docs", staticCSP: true });
  await app.register(healthRoutes(parts));
  await app.register(metricsRoutes(parts));
  await app.register(deviceRoutes({ devices: parts.devices, publicUrl: settings.publicUrl }));
  if (settings.sharing) await app.register(sharedAudioRoutes({ store, archive }));
  const only = (...some: Scope[]): ReturnType<typeof authenticate> =>
    authenticate(accounts, some, throttle, parts.sessions);
  await app.register(webRoutes());
  const { maxInputCharacters, sharing } = settings;
  await app.register(browserSessionRoutes({ ...parts, hub: { maxInputCharacters, sharing } }));
  await app.register(async (member) => {
    member.addHook("onRequest", only(...scopes));
    await member.register(eventsRoutes(parts));
  });
  await app.register(async (consumer) => {
    consumer.addHook("onRequest", only("consumer"));
    await consumer.register(
      speechRoutes({ ...parts, maxInputCharacters: settings.maxInputCharacters }),
    );
    const { library, prompts } = parts.voices;
    await consumer.register(voiceGenerationRoutes({ ...parts, prompts, maxInputCharacters }));
    await consumer.register(voiceSampleRoutes({ library }));
    await consumer.register(modelRoutes(parts));
    await consumer.register(historyRoutes({ history, archive }));
    await consumer.register(historyAudioRoutes({ history, archive }));
    await consumer.register(usageRoutes({ usage }));
    if (settings.sharing) await consumer.register(shareRoutes({ store }));
  });
  await app.register(async (provider) => {
    provider.addHook("onRequest", only("provider", "admin"));
    await provider.register(providersRoutes(parts));
    await provider.register(providerUsageRoutes({ usage }));
    await provider.register(deviceDecisionRoutes(parts));
  });
  await app.register(async (admin) => {
    admin.addHook("onRequest", only("admin"));
    await admin.register(keysRoutes({ accounts }));
    await admin.register(usersRoutes({ accounts }));
  });
  return app;
}

/** Any web page of these origins may call, with a key in the header; no cookie goes along. */
function corsOptions({ corsOrigins }: Settings): FastifyCorsOptions {
  return {
    origin: corsOrigins.includes("*") ? "*" : [...corsOrigins],
    methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    exposedHeaders: ["x-request-id", "server-timing", "retry-after", "content-range", "x-seed"],
  };
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
