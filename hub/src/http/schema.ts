import { Failure } from "@club/shared/wire/failures.ts";
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import * as z from "zod";
import type { Caller } from "../accounts/caller.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks; set by authentication before any handler runs. */
    caller: Caller;
  }
}

/**
 * How a route says what it takes and gives. Each is a plugin that begins with
 *
 *     const routes = withSchemas(app);
 *     routes.get("/v1/things", { schema: { summary, tags, querystring, response: { 200: body } } }, handler);
 *
 * where `querystring`, `params`, `body` and each response are zod schemas with a description
 * (`.describe`) and an example (`.meta({ examples: […] })`). From the one schema come the check of
 * the request (INVALID_REQUEST with `param` when it fails), its type in the handler, and the OpenAPI
 * document (`openApiTransform`). Responses are described, not checked: the tests do that.
 */
export function withSchemas(app: FastifyInstance): SchemaServer {
  app.setValidatorCompiler<z.ZodType>(({ schema }) => (data: unknown) => {
    const parsed = schema.safeParse(data);
    return parsed.success ? { value: parsed.data } : { error: invalidRequest(parsed.error) };
  });
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  return app.withTypeProvider<ZodTypeProvider>();
}

/** A server whose handlers' requests have the types of their schemas. */
export type SchemaServer = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** The first thing that is wrong, and the field it is in. */
export function invalidRequest(error: z.ZodError): Failure {
  const [issue] = error.issues;
  const param = issue === undefined ? "" : pathOf(issue);
  const message = issue?.message ?? "The request is not valid.";
  return new Failure(
    "INVALID_REQUEST",
    param === "" ? message : `${param}: ${message}`,
    param === "" ? {} : { param },
  );
}

/** What every route may answer with: OpenAI's error envelope. */
export const errorSchema: z.ZodType = z
  .object({
    error: z.object({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable(),
      code: z.string().nullable(),
    }),
  })
  .meta({
    description: "What went wrong.",
    examples: [
      {
        error: {
          message: "This API key was revoked.",
          type: "invalid_api_key",
          param: null,
          code: "invalid_api_key",
        },
      },
    ],
  });

function pathOf(issue: z.core.$ZodIssue): string {
  // A field that does not exist is named by the issue, not by its path.
  const names = issue.code === "unrecognized_keys" ? [...issue.path, ...issue.keys] : issue.path;
  return names.map(String).join(".");
}
