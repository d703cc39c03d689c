import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pino } from "pino";
import { systemClock } from "../src/clock.ts";
import { createAccounts } from "../src/accounts/create-accounts.ts";
import { loadSettings } from "../src/config.ts";
import { type Hub, startHub } from "../src/hub.ts";
import { openSqliteStore } from "../src/store/sqlite/open-sqlite-store.ts";

let folder: string;
let hub: Hub;
let key: string;
let document: OpenApi;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "club-openapi-"));
  const flags = { port: 0, sharing: "true", logLevel: "silent" };
  const settings = await loadSettings({ flags, environment: {}, data: folder });
  hub = await startHub(settings, pino({ level: "silent" }));
  const store = await openSqliteStore(folder);
  const scopes = ["consumer", "provider", "admin"] as const;
  key = (await createAccounts(store.accounts, systemClock).createKey({ user: "ann", scopes }))
    .secret;
  await store.close();
  document = (await (await fetch(`${hub.url}/openapi.json`)).json()) as OpenApi;
});

after(async () => {
  await hub.stop(AbortSignal.abort());
  await rm(folder, { recursive: true });
});

test("every route of the API is in the document", () => {
  const expected = [
    "/healthz",
    "/readyz",
    "/metrics",
    "/v1/audio/speech",
    "/v1/audio/models",
    "/v1/audio/voices",
    "/v1/models",
    "/v1/models/{model}",
    "/v1/history",
    "/v1/history/{id}",
    "/v1/history/{id}/audio",
    "/v1/history/{id}/share",
    "/v1/shares",
    "/v1/club",
    "/v1/queue",
    "/v1/machines",
    "/v1/machines/{owner}/{name}",
    "/v1/account/keys",
    "/v1/usage/users",
    "/v1/usage",
    "/v1/providers",
    "/v1/providers/usage",
    "/v1/device/codes",
    "/v1/device/token",
    "/v1/keys",
    "/v1/users",
    "/v1/users/{id}/shares",
    "/v1/audit",
  ];
  const paths = new Set(Object.keys(document.paths));
  assert.deepEqual(
    expected.filter((path) => !paths.has(path)),
    [],
  );
});

test("every operation says what it does and what it answers", () => {
  for (const [name, operation] of operations()) {
    assert.ok(operation.summary, `${name} has no summary`);
    assert.ok(
      Object.keys(operation.responses).some((status) => status.startsWith("2")),
      name,
    );
  }
});

test("every example of a request is answered as the document says", async () => {
  for (const [name, operation, method, path] of operations()) {
    const content = operation.requestBody?.content["application/json"];
    const body = content?.example ?? Object.values(content?.examples ?? {})[0]?.value;
    const query = (operation.parameters ?? [])
      .filter((one) => one.in === "query" && one.example !== undefined)
      .map((one) => `${one.name}=${encodeURIComponent(String(one.example))}`);
    const url = `${hub.url}${path.replaceAll(/\{[^}]*\}/g, "none")}?${query.join("&")}`;
    const signal = AbortSignal.timeout(10_000);
    const response = await fetch(url, {
      method,
      signal,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = response.headers.get("content-type")?.includes("event-stream")
      ? ""
      : await response.text();
    await response.body?.cancel().catch(() => undefined);
    const isDocumented = String(response.status) in operation.responses;
    assert.ok(isDocumented, `${name}: ${response.status} ${answer.slice(0, 200)}`);
    const isJson = response.headers.get("content-type")?.includes("json");
    if (response.status >= 400 && isJson && answer !== "") assertEnvelope(answer);
  }
});

test("speech and dialogues are shown with an example of what is sent", () => {
  const shown = operations().filter(([, { requestBody }]) => {
    const [media] = Object.values(requestBody?.content ?? {});
    return media?.example !== undefined || media?.examples !== undefined;
  });
  const names = shown.map(([name]) => name);
  for (const path of ["/v1/audio/speech", "/v1/voice/generations"]) {
    assert.ok(names.includes(`POST ${path}`), path);
  }
});

test("the document links every path of a thing to an answer that names one", () => {
  const responses = operations().flatMap(([, operation]) => Object.values(operation.responses));
  const targets = new Set(
    responses.flatMap(({ links = {} }) =>
      Object.values(links).map(({ operationRef }) => operationRef),
    ),
  );
  const refs = operations().map(
    ([, , method, path]) => `#/paths/${path.replaceAll("/", "~1")}/${method.toLowerCase()}`,
  );
  for (const target of targets) assert.ok(refs.includes(target), `${target} leads nowhere`);
  // Nothing lists the secrets of shared links.
  const ofThings = refs.filter((ref) => ref.includes("{") && !ref.includes("{secret}"));
  for (const ref of ofThings) assert.ok(targets.has(ref), `nothing leads to ${ref}`);
});

test("an answer with speech is documented with the header that names what was ignored", () => {
  const { headers } = document.paths["/v1/audio/speech"]?.["post"]?.responses["200"] ?? {};
  assert.deepEqual(Object.keys(headers ?? {}), ["x-ignored-parameters"]);
});

test("a page renders the document, and asks nobody else for anything", async () => {
  const page = await fetch(`${hub.url}/docs`);
  assert.equal(page.status, 200);
  const policy = page.headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(await page.text(), /(src|href)="https?:/);
});

type Operation = {
  readonly summary?: string;
  readonly parameters?: readonly { name: string; in: string; example?: unknown }[];
  readonly requestBody?: {
    readonly content: Readonly<
      Record<string, { example?: unknown; examples?: Record<string, { value: unknown }> }>
    >;
  };
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
};

type DocumentedResponse = {
  readonly links?: Readonly<Record<string, { readonly operationRef: string }>>;
  readonly headers?: Readonly<Record<string, unknown>>;
};

type OpenApi = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

function operations(): [name: string, operation: Operation, method: string, path: string][] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): ReturnType<typeof operations>[number] => [
      `${method.toUpperCase()} ${path}`,
      operation,
      method.toUpperCase(),
      path,
    ]),
  );
}

function assertEnvelope(answer: string): void {
  const { error } = JSON.parse(answer) as { error?: object };
  if (error === undefined) return;
  assert.deepEqual(Object.keys(error).sort(), ["code", "message", "param", "type"]);
}
