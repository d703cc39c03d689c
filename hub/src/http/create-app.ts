import { limits as wire } from "@club/shared/wire/limits.ts";
import fastifyCors, { type FastifyCorsOptions } from "@fastify/cors";
import fastifySwagger from "@fastify/swagger";
import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance } from "fastify";
import type { IncomingMessage } from "node:http";
import type { Logger } from "pino";
import { v7 as uuid } from "uuid";
import type { Clock } from "../clock.ts";
import type { Settings } from "../config.ts";
import { failureOf, handleErrors, refuseBadHttp, sendFailure } from "./errors.ts";
import { bodySpareBytes, bytesPerJsonCharacter } from "./limits.ts";
import { withLinks } from "./openapi-links.ts";
import { openApiTransform, withOptionalBodies } from "./openapi-transform.ts";
import { httpServerFactory, type Upgrades } from "./server-factory.ts";

/**
 * The HTTP server before it has routes of its own: ids, errors in OpenAI's envelope, CORS and the
 * OpenAPI document of what is registered later. Throws INVALID_REQUEST where the certificate of the
 * settings cannot be used.
 */
export async function createApp(
  settings: Settings,
  upgrades: Upgrades,
  urlOf: (request: IncomingMessage) => string,
  log: Logger,
  clock: Clock,
): Promise<FastifyInstance> {
  const logger: FastifyBaseLogger = log;
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => `req_${uuid().replaceAll("-", "")}`,
    bodyLimit: settings.maxInputCharacters * bytesPerJsonCharacter + bodySpareBytes,
    trustProxy: settings.trustedProxies.length > 0 && [...settings.trustedProxies],
    rewriteUrl: urlOf,
    clientErrorHandler: refuseBadHttp,
    serverFactory: await httpServerFactory(settings, upgrades, clock),
    // Fields that nobody asked for are ignored, whatever they are called.
    onProtoPoisoning: "remove",
    onConstructorPoisoning: "remove",
    frameworkErrors: (error, request, reply) => sendFailure(failureOf(error), request, reply),
    routerOptions: {
      // An ElevenLabs voice id names a model and a voice, whose characters may be percent-encoded.
      maxParamLength: 2_400,
      // Base addresses are pasted with and without a slash behind.
      ignoreDuplicateSlashes: true,
      ignoreTrailingSlash: true,
    },
  });
  app.removeContentTypeParser("text/plain");
  app.decorateRequest("caller");
  const secured = settings.tlsCert === undefined ? {} : { "strict-transport-security": hsts };
  app.addHook("onRequest", async (request, reply) => {
    reply.headers({ "x-request-id": request.id, "x-content-type-options": "nosniff", ...secured });
  });
  handleErrors(app);
  if (settings.corsOrigins.length > 0) await app.register(fastifyCors, corsOptions(settings));
  await app.register(fastifySwagger, {
    openapi: openApiDocument,
    transform: openApiTransform,
    transformObject: (document) =>
      "openapiObject" in document
        ? withLinks(withOptionalBodies(document.openapiObject))
        : document.swaggerObject,
  });
  app.get("/openapi.json", { schema: { hide: true } }, () => Promise.resolve(app.swagger()));
  return app;
}

/** A year, as browsers' preload lists want it; a hub that has a certificate does without it no more. */
const hsts = "max-age=31536000";

/** Any web page of these origins may call, with a key in the header; no cookie goes along. */
function corsOptions({ corsOrigins }: Settings): FastifyCorsOptions {
  return {
    origin: corsOrigins.includes("*") ? "*" : [...corsOrigins],
    methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    exposedHeaders: [
      "x-request-id",
      "server-timing",
      "retry-after",
      "content-range",
      "x-seed",
      "x-ignored-parameters",
    ],
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
