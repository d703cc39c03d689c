import assert from "node:assert/strict";
import { once } from "node:events";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { Failure } from "@club/shared/wire/failures.ts";
import { httpClient } from "../../../src/engines/http/http-client.ts";
import { shownAddress } from "../../../src/engines/http/server-address.ts";
import { engineLimits } from "../../../src/engines/limits.ts";

const never = new AbortController().signal;

describe("the client for speech servers", () => {
  test("waits for a server that is silent for longer than an idle connection is kept", async (t) => {
    const silentMs = engineLimits.idleConnectionMs + 500;
    const url = await serve(t, (_, response) => {
      setTimeout(() => response.write("spo"), silentMs);
      setTimeout(() => response.end("ken"), 2 * silentMs);
    });
    const reply = await httpClient(url).post("/", {}, never);
    assert.equal(await reply.text(100), "spoken");
  });

  test("ends the connection with the signal, whatever has come", async (t) => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const url = await serve(t, (_, response) => {
      response.once("close", resolve).write("beginning");
    });
    const stop = new AbortController();
    const { body } = await httpClient(url).get("/", stop.signal);
    const chunks = body[Symbol.asyncIterator]();
    await chunks.next();
    stop.abort();
    await assert.rejects(chunks.next(), isFailure("ENGINE_FAILED"));
    await closed;
  });

  test("is not harmed by a signal that fires as the answer ends", async (t) => {
    const url = await serve(t, (_, response) => response.end("all of it"));
    const stop = new AbortController();
    const { body } = await httpClient(url).get("/", stop.signal);
    const chunks = body[Symbol.asyncIterator]();
    await chunks.next();
    stop.abort();
    await chunks.return?.();
    await wait(0);
  });

  test("says that nobody listens, and nothing once it was told to stop", async () => {
    await assert.rejects(httpClient("http://127.0.0.1:1").get("/", never), isFailure("NOT_READY"));
    const stopped = httpClient("http://127.0.0.1:1").get("/", AbortSignal.abort());
    await assert.rejects(stopped, isFailure("ENGINE_FAILED"));
  });

  test("sends the user and password of an address, and never says them", async (t) => {
    const url = await serve(t, ({ headers }, response) => response.end(headers.authorization));
    const secret = url.replace("//", "//ann:s%3Acret@");
    const reply = await httpClient(secret).get("/", never);
    const sent = Buffer.from((await reply.text(100)).replace("Basic ", ""), "base64").toString();
    assert.equal(sent, "ann:s:cret");
    const gone = httpClient("http://ann:secret@127.0.0.1:1").get("/", never);
    await assert.rejects(gone, (thrown: Error) => !thrown.message.includes("secret"));
    assert.equal(shownAddress(secret), url);
  });

  test("asks once more where the server closed a kept connection as it was used again", async (t) => {
    const asked: string[] = [];
    const url = await serve(t, (request, response) => {
      asked.push(request.url ?? "");
      if (request.url === "/second" && asked.length === 2) request.socket.resetAndDestroy();
      else response.end("spoken");
    });
    const http = httpClient(url);
    await (await http.get("/first", never)).text(100);
    await wait(0);
    assert.equal(await (await http.post("/second", {}, never)).text(100), "spoken");
    assert.deepEqual(asked, ["/first", "/second", "/second"]);
  });

  test("does not ask again on a new connection, nor once it was told to stop", async (t) => {
    let asked = 0;
    const url = await serve(t, (request) => {
      asked += 1;
      request.socket.resetAndDestroy();
    });
    await assert.rejects(httpClient(url).get("/", never), isFailure("ENGINE_FAILED"));
    assert.equal(asked, 1);
  });

  test("names what is wrong with TLS", async (t) => {
    const plain = await serve(t, (_, response) => response.end());
    await assert.rejects(
      httpClient(plain.replace("http:", "https:")).get("/", never),
      /does not speak TLS/,
    );
    const secure = await serveTls(t);
    await assert.rejects(
      httpClient(secure).get("/", never),
      /certificate of 127.0.0.1:\d+ is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
    );
  });

  test("says so where what answers is no HTTP", async (t) => {
    const server = createTcpServer((socket) => socket.end("220 mail.example ESMTP\r\n"));
    await once(server.listen(0, "127.0.0.1"), "listening");
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    await assert.rejects(httpClient(`http://127.0.0.1:${port}`).get("/", never), /not speak HTTP/);
  });
});

/** The address of a server that answers so, until the test is over. */
async function serve(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server with a certificate that it signed itself. */
async function serveTls(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "club-tls-"));
  t.after(() => rm(folder, { recursive: true }));
  const [key, cert] = [join(folder, "key"), join(folder, "cert")];
  const words = `req -x509 -newkey rsa:2048 -nodes -keyout ${key} -out ${cert} -subj /CN=home`;
  execFileSync("openssl", words.split(" "), { stdio: "ignore" });
  const server = createTlsServer({ key: await readFile(key), cert: await readFile(cert) });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => server.close());
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function isFailure(code: Failure["code"]): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof Failure && thrown.code === code;
}
