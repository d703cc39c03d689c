import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { TestHub } from "./test-hub.ts";
import { api } from "../commands/hub-api.ts";
import { makeHome } from "../commands/home.ts";
import { runCli } from "../commands/run-cli.ts";

/** A proxy that writes down what it is asked, and opens nothing. */
async function proxy(): Promise<AsyncDisposable & { url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ""}`);
    response.writeHead(502).end();
  });
  server.on("connect", (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.end("HTTP/1.1 502 No\r\n\r\n");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

test("the key for a hub on this machine never goes to a proxy", async () => {
  await using between = await proxy();
  await using known = await api(() => ({ status: 200, body: { object: "list", data: [] } }));
  await using hub = await TestHub.start();
  await using home = await makeHome();
  const environment = {
    HTTP_PROXY: between.url,
    http_proxy: between.url,
    HTTPS_PROXY: between.url,
    ALL_PROXY: between.url,
  };
  const at = { home: home.path, environment };
  const login = await runCli(["login", "--hub", known.url, "--token-file", home.token], at);
  assert.equal(login.code, 0, login.err);
  const doctor = await runCli(["doctor", "--hub", hub.url, "--token-file", home.token], at);
  assert.match(doctor.out, /ok {2}proxy: none is in the way/);
  assert.match(doctor.out, /ok {2}echo: /);
  assert.deepEqual(between.asked, []);
});

for (const { no, words } of [
  { no: "", words: "goes through the proxy" },
  { no: "other.example,.example", words: "goes past the proxy where NO_PROXY names it" },
]) {
  test(`a hub elsewhere ${words}, for login, the tunnel and doctor alike`, async () => {
    await using between = await proxy();
    await using home = await makeHome();
    const environment = { HTTPS_PROXY: between.url, NO_PROXY: no };
    const at = { home: home.path, environment };
    const where = ["--hub", "https://hub.example", "--token-file", home.token];
    assert.notEqual((await runCli(["login", ...where], at)).code, 0);
    const byLogin = between.asked.splice(0);
    assert.equal((await runCli(["serve", "--once", ...where], at)).code, 69);
    const byTunnel = between.asked.splice(0);
    const { out } = await runCli(["doctor", ...where], at);
    const expected = no === "" ? ["CONNECT hub.example:443"] : [];
    assert.deepEqual([byLogin, byTunnel], [expected, expected]);
    assert.equal(/warning {2}proxy: /.test(out), no === "");
  });
}
