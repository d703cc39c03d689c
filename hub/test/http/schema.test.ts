import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import swagger from "@fastify/swagger";
import * as z from "zod";
import { historyAudioRoutes } from "../../src/http/history-audio.ts";
import { historyRoutes } from "../../src/http/history.ts";
import { keysRoutes } from "../../src/http/keys.ts";
import { providerUsageRoutes } from "../../src/http/provider-usage.ts";
import { mediaResponse } from "../../src/http/media-responses.ts";
import { openApiTransform } from "../../src/http/openapi-transform.ts";
import { withSchemas } from "../../src/http/schema.ts";
import { usageRoutes } from "../../src/http/usage.ts";
import { usersRoutes } from "../../src/http/users.ts";
import type { Api } from "./api.ts";
import { assertError, startApi } from "./api.ts";

type Operation = {
  summary?: string;
  parameters?: { name: string; description?: string }[];
  requestBody?: Media;
  responses: Record<string, Media>;
};

type Media = { content?: Record<string, object> };

function startDocumented(t: TestContext): Promise<Api> {
  return startApi(t, async (app, { store, accounts, archive }) => {
    await app.register(swagger, { openapi: { openapi: "3.1.0" }, transform: openApiTransform });
    app.register(historyRoutes({ history: store.history, archive }));
    app.register(historyAudioRoutes({ history: store.history, archive }));
    app.register(usageRoutes({ usage: store.usage }));
    app.register(providerUsageRoutes({ usage: store.usage, providersSeeUsers: false }));
    app.register(keysRoutes({ accounts }));
    app.register(usersRoutes({ accounts }));
  });
}

test("every route is in the OpenAPI document, with what it takes and gives", async (t) => {
  const { app } = await startDocumented(t);
  const document: unknown = JSON.parse(JSON.stringify(app.swagger()));
  const { paths } = document as { paths: Record<string, Record<string, Operation>> };
  assert.deepEqual(Object.keys(paths).sort(), [
    "/v1/history",
    "/v1/history/{id}",
    "/v1/history/{id}/audio",
    "/v1/keys",
    "/v1/keys/{id}",
    "/v1/providers/usage",
    "/v1/usage",
    "/v1/users",
    "/v1/users/{id}",
  ]);
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      assert.ok(operation.summary, `${method} ${path} has a summary`);
      assert.ok(operation.responses["401"], `${method} ${path} says what a wrong key gets`);
    }
  }
  const list = paths["/v1/history"]?.["get"];
  assert.deepEqual(
    list?.parameters?.map(({ name }) => name),
    ["limit", "cursor", "model", "status", "search"],
  );
  assert.ok(JSON.stringify(list?.responses["200"]).includes("audio_seconds"));
});

test("a request that does not fit its schema is refused by the name of the field", async (t) => {
  const { app } = await startApi(t, (app) => {
    const body = z.strictObject({ words: z.array(z.string()) });
    withSchemas(app).post("/words", { schema: { body } }, async ({ body }) => body);
  });
  const ask = (body: object) => app.inject({ method: "POST", url: "/words", body });
  assert.deepEqual((await ask({ words: ["a"] })).json(), { words: ["a"] });
  assertError(await ask({ words: ["a", 1] }), 400, "invalid_request", "words.1");
  assertError(await ask({ words: [], more: 1 }), 400, "invalid_request", "more");
  assertError(await ask([]), 400, "invalid_request", null);
});

test("the document tells what holds for every route, and names what the code has no name for", async (t) => {
  const { app } = await startApi(t, async (app) => {
    await app.register(swagger, { openapi: { openapi: "3.1.0" }, transform: openApiTransform });
    app.register(async (scoped) => {
      const routes = withSchemas(scoped);
      const part = z.object({ audio: z.string().meta({ format: "binary" }) });
      const response = { 200: mediaResponse("The audio.", ["audio/wav"]) };
      routes.post("/upload", { schema: { multipart: part, response } }, () => "");
      const params = z.object({ "*": z.string() });
      routes.get("/words/*", { schema: { params, wildcard: "word", security: [] } }, () => "");
    });
  });
  const document: unknown = JSON.parse(JSON.stringify(app.swagger()));
  const { paths } = document as { paths: Record<string, Record<string, Operation>> };
  assert.deepEqual(Object.keys(paths), ["/upload", "/words/{word}"]);
  const { requestBody, responses } = paths["/upload"]?.["post"] ?? assert.fail();
  assert.deepEqual(Object.keys(requestBody?.content ?? {}), ["multipart/form-data"]);
  assert.deepEqual(Object.keys(responses), ["200", "400", "401", "403", "413", "415", "429"]);
  assert.deepEqual(Object.keys(responses["200"]?.content ?? {}), ["audio/wav"]);
  const word = paths["/words/{word}"]?.["get"];
  assert.deepEqual(
    word?.parameters?.map(({ name }) => name),
    ["word"],
  );
  assert.deepEqual(Object.keys(word.responses), ["400", "413"]);
});
