import type { Reply, SeenRequest } from "./speech-server.ts";

export function json(body: unknown, status = 200): Reply {
  return {
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}

/** The body of a request that has to be JSON. */
export function bodyOf(request: SeenRequest): Record<string, Field> {
  return JSON.parse(request.body.toString()) as Record<string, Field>;
}

type Field = string | number | boolean | undefined;

/** What FastAPI publishes at `/openapi.json`, as far as it tells servers apart. */
export function openApi(title: string, paths: readonly string[]): Reply {
  return json({
    openapi: "3.1.0",
    info: { title },
    paths: Object.fromEntries(paths.map((p) => [p, {}])),
  });
}

/** FastAPI's own answer for a body that its schema refuses. */
export function unprocessable(field: string, message: string): Reply {
  return json({ detail: [{ type: "value_error", loc: ["body", field], msg: message }] }, 422);
}
