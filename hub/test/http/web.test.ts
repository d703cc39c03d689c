import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { builtIn } from "../../src/http/web-build.ts";
import { webPages, webRoutes } from "../../src/http/web.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { assertError, startApi } from "./api.ts";

test("every page is the document, with a nonce of its own and nothing from elsewhere", async (t) => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), '<meta nonce="CSP_NONCE">');
  const { app } = await startApi(t, async (server) => {
    await server.register(webRoutes(builtIn(folder)));
  });
  const nonces = new Set<string>();
  for (const url of webPages) {
    const { statusCode, headers, body } = await app.inject({ url });
    assert.equal(statusCode, 200, url);
    const nonce = /nonce="([\w+/]{24})"/.exec(body)?.[1] ?? "";
    const policy = String(headers["content-security-policy"]);
    assert.ok(policy.includes(`style-src 'self' 'nonce-${nonce}'`), policy);
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    assert.equal(headers["cache-control"], "no-store");
    nonces.add(nonce);
  }
  assert.equal(nonces.size, webPages.length);
});

test("what is built goes out compressed, to be kept, and nothing beside it goes out", async (t) => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), "");
  await writeFile(join(folder, ".built-from"), "secret");
  await writeFile(join(folder, "assets/a.js"), "plain");
  await writeFile(join(folder, "assets/a.js.br"), "small");
  const { app } = await startApi(t, async (server) => {
    await server.register(webRoutes(builtIn(folder)));
  });
  const headers = { "accept-encoding": "br" };
  const file = await app.inject({ url: "/assets/a.js", headers });
  assert.deepEqual([file.body, file.headers["content-encoding"]], ["small", "br"]);
  assert.match(String(file.headers["cache-control"]), /immutable/);
  assert.equal((await app.inject({ url: "/assets/a.js" })).body, "plain");
  for (const url of ["/assets/../.built-from", "/assets/%2e%2e/.built-from", "/.built-from"]) {
    assertError(await app.inject({ url }), 404, "not_found");
  }
});

test("who looks for a page that is not there gets one; a program gets an error", async (t) => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), "the dashboard");
  const { app } = await startApi(t, async (server) => {
    await server.register(webRoutes(builtIn(folder)));
  });
  const headers = { "sec-fetch-dest": "document" };
  const page = await app.inject({ url: "/nowhere", headers });
  assert.deepEqual([page.statusCode, page.body], [404, "the dashboard"]);
  assert.match(String(page.headers["content-security-policy"]), /frame-ancestors 'none'/);
  assertError(await app.inject({ url: "/nowhere" }), 404, "not_found");
  assertError(await app.inject({ url: "/v1/nowhere", headers }), 404, "not_found");
});

test("a hub without a built dashboard says how to get one", async (t) => {
  const folder = await temporaryFolder(t);
  const { app } = await startApi(t, async (server) => {
    await server.register(webRoutes(builtIn(folder)));
  });
  const { statusCode, body } = await app.inject({ url: "/" });
  assert.equal(statusCode, 503);
  assert.match(body, /npm run setup/);
});
