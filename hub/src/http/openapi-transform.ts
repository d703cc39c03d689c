import { jsonSchemaTransform } from "fastify-type-provider-zod";
import type { z } from "zod";
import { errorSchema } from "./schema.ts";

declare module "fastify" {
  interface FastifySchema {
    /** The parts of a multipart/form-data body that the handler reads by itself. */
    readonly multipart?: z.ZodType;
    /** What the document calls the rest of a path that ends in `*`. */
    readonly wildcard?: string;
    /** What a refusal looks like where it is not OpenAI's envelope. */
    readonly refusal?: z.ZodType;
  }
}

type Transform = typeof jsonSchemaTransform;
type Schema = Parameters<Transform>[0]["schema"] & {
  readonly response?: Readonly<Record<string, unknown>>;
};

/**
 * For @fastify/swagger's `transform`: zod schemas as OpenAPI's, with what holds for every route and
 * so is said by none: what is refused before a handler runs, and how a wildcard is called.
 */
export const openApiTransform: Transform = (document) => {
  const { schema, url } = document;
  if (schema === undefined || schema.hide === true) return jsonSchemaTransform(document);
  const { multipart, wildcard, refusal = errorSchema, ...rest } = schema as Schema;
  const body = multipart ?? rest.body;
  const consumes = multipart === undefined ? rest.consumes : ["multipart/form-data"];
  const response = { ...refusals(rest, body !== undefined, refusal), ...rest.response };
  const documented = {
    ...rest,
    ...(body === undefined ? {} : { body }),
    ...(consumes === undefined ? {} : { consumes }),
    response,
  };
  const plain = jsonSchemaTransform({ ...document, schema: documented });
  const transformed = withHeaders(withExamples(plain, body as z.ZodType | undefined), response);
  return wildcard === undefined ? transformed : named(transformed, url, wildcard);
};

/** What a request may be refused with by its shape alone. */
function refusals(
  { params, querystring, headers, security }: Schema,
  hasBody: boolean,
  refusal: z.ZodType,
): Readonly<Record<string, z.ZodType>> {
  const hasInput = hasBody || params !== undefined || querystring !== undefined;
  return {
    ...(hasInput || headers !== undefined ? { 400: refusal, 413: refusal } : {}),
    ...(hasBody ? { 415: refusal } : {}),
    // An address that tried too many wrong keys has to wait.
    ...(security?.length === 0 ? {} : { 401: refusal, 403: refusal, 429: refusal }),
  };
}

type Transformed = ReturnType<Transform>;

/** zod leaves out the examples of what it transforms; they show what is sent all the same. */
function withExamples({ schema, url }: Transformed, body: z.ZodType | undefined): Transformed {
  const examples = body?.meta()?.["examples"];
  const described = schema["body"] as object | undefined;
  if (examples === undefined || described === undefined) return { schema, url };
  return { schema: { ...schema, body: { examples, ...described } }, url };
}

/** Of a response that is no schema, the library leaves out the headers. */
function withHeaders(
  { schema, url }: Transformed,
  responses: Readonly<Record<string, unknown>>,
): Transformed {
  const described = schema["response"] as Readonly<Record<string, object>>;
  const withTheirs = Object.entries(described).map(([status, response]) => {
    const { headers } = (responses[status] ?? {}) as { readonly headers?: object };
    return [status, headers === undefined ? response : { ...response, headers }];
  });
  return { schema: { ...schema, response: Object.fromEntries(withTheirs) }, url };
}

/**
 * For @fastify/swagger's `transformObject`: it calls every body required, also those that may be null
 * and so may be left out.
 */
export function withOptionalBodies<D extends object>(document: D): D {
  const { paths = {} } = document as { paths?: Record<string, Record<string, Operation>> };
  for (const operation of Object.values(paths).flatMap((path) => Object.values(path))) {
    const body = operation.requestBody;
    const choices = body?.content?.["application/json"]?.schema?.anyOf ?? [];
    if (body !== undefined && choices.some(({ type }) => type === "null")) body.required = false;
  }
  return document;
}

type Operation = {
  readonly requestBody?: {
    required?: boolean;
    readonly content?: Readonly<
      Record<string, { readonly schema?: { readonly anyOf?: readonly { type?: string }[] } }>
    >;
  };
};

/** OpenAPI has no wildcards: the rest of the path becomes a parameter. */
function named({ schema }: Transformed, url: string, name: string): Transformed {
  const text = JSON.stringify(schema).replaceAll('"*"', JSON.stringify(name));
  return {
    schema: JSON.parse(text) as Transformed["schema"],
    url: url.replace(/\*$/, `:${name}`),
  };
}
