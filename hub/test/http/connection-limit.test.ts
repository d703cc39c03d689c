import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { type AddressInfo, connect, type Socket } from "node:net";
import { createServer } from "node:http";
import { once } from "node:events";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { descriptorLimit, limitConnections } from "../../src/http/connection-limit.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { until } from "../until.ts";

type Limited = { readonly connected: () => Promise<Socket>; readonly open: () => number };

/** A server that may have so many descriptors; requests for `/slow` get a head and nothing more. */
async function limited(t: TestContext, descriptors: number): Promise<Limited> {
  const server = createServer((request, response) => {
    if (request.url === "/slow") response.write("wait");
    else response.end("here");
  });
  limitConnections(server, descriptors);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const sockets = new Set<Socket>();
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    open: () => [...sockets].filter((socket) => !socket.closed).length,
    connected: async () => {
      const socket = connect(port, "127.0.0.1");
      sockets.add(socket.on("error", () => undefined).resume());
      await once(socket, "connect");
      return socket;
    },
  };
}

function ask(socket: Socket, path = "/"): void {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: hub\r\n\r\n`);
}

test("connections beyond what leaves requests their descriptors are refused", async (t) => {
  const { connected, open } = await limited(t, 128 + 20);
  for (let i = 0; i < 40; i += 1) {
    const socket = await connected();
    ask(socket, "/slow");
    await Promise.race([once(socket, "data"), once(socket, "close")]);
  }
  await until("the last ones to be refused", () => open() === 20);
});

test("whoever is silent for longest makes room for those who ask", async (t) => {
  const { connected, open } = await limited(t, 128 + 20);
  const answered = await connected();
  ask(answered);
  await once(answered, "data");
  for (let i = 0; i < 60; i += 1) await connected();
  await until("the oldest to be closed", () => open() < 20);
  assert.ok(answered.closed);
  const next = await connected();
  ask(next);
  const [bytes] = (await once(next, "data")) as [Buffer];
  assert.match(bytes.toString("latin1"), /^HTTP\/1\.1 200/);
});

test("the limit is the one that the system tells, else a usual one", async (t) => {
  const path = join(await temporaryFolder(t), "limits");
  await writeFile(
    path,
    "Max open files            4096                 524288               files\n",
  );
  assert.equal(descriptorLimit(path), 4_096);
  assert.equal(descriptorLimit(`${path}-none`), 1_024);
  assert.ok(descriptorLimit() >= 256);
});
