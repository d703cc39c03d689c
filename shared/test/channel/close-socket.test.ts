import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { closeSocket, fittingReason } from "../../src/channel/close-socket.ts";
import { openWebSocket, webSocketServer } from "./web-sockets.ts";

describe("closing a socket", () => {
  it("cuts a reason at a character, to the 123 bytes of a close frame", () => {
    assert.equal(fittingReason("a".repeat(200)), "a".repeat(123));
    assert.equal(fittingReason("語".repeat(60)), "語".repeat(41));
    assert.equal(fittingReason("🎙".repeat(60)), "🎙".repeat(30));
    assert.equal(fittingReason("plain"), "plain");
  });

  it("never has a reason that does not fit, whatever it is made of", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const reason = fittingReason(text);
        assert.ok(Buffer.byteLength(reason) <= 123);
        assert.ok(text.startsWith(reason));
      }),
    );
  });

  it("delivers what is left of a reason in a script of three bytes a character", async () => {
    const { server, port, close } = await webSocketServer();
    try {
      const connection = once(server, "connection") as Promise<[Parameters<typeof closeSocket>[0]]>;
      const client = await openWebSocket(port);
      const [socket] = await connection;
      const name = "語".repeat(17);
      closeSocket(socket, 4410, `An agent named "${name}" is connected: stop it. ${name}`);
      const [code, reason] = (await once(client, "close")) as [number, Buffer];
      assert.equal(code, 4410);
      assert.ok(reason.toString().includes(name));
    } finally {
      await close();
    }
  });
});
