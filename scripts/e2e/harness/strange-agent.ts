import { randomUUID } from "node:crypto";
import { decode } from "@club/shared/wire/decode.ts";
import { encode } from "@club/shared/wire/encode.ts";
import { limits } from "@club/shared/wire/limits.ts";
import type { ServiceDeclaration } from "@club/shared/wire/messages.ts";

export type StrangeAgent = {
  readonly name: string;
  readonly services: readonly Partial<ServiceDeclaration>[];
  /** Why it fails each request. */
  readonly complaint?: string;
};

/**
 * Attaches an agent that is not ours, with names that ours would not take. It fails every request, and
 * goes away when disposed of.
 */
export async function attachStrangeAgent(
  hubUrl: string,
  key: string,
  { name, services, complaint = "No." }: StrangeAgent,
): Promise<AsyncDisposable> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Node's WebSocket takes headers too, which the browsers' does not.
  const options = { protocols: ["club.v1"], headers: { authorization: `Bearer ${key}` } };
  const socket = new WebSocket(`${hubUrl.replace("http", "ws")}/v1/agent`, options);
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", () =>
    socket.send(
      encode({
        type: "HELLO",
        protocol: limits.protocol,
        instance: randomUUID(),
        epoch: 0,
        name,
        version: "0",
        services: services.map((service, at) => ({ ...usual, id: `service-${at}`, ...service })),
      }),
    ),
  );
  socket.addEventListener("message", ({ data }) => {
    const message = decode(new Uint8Array(data as ArrayBuffer));
    if (message?.type === "WELCOME") resolve();
    if (message?.type === "PING") socket.send(encode({ type: "PONG", nonce: message.nonce }));
    if (message?.type === "OPEN") {
      const { stream } = message;
      const code = "ENGINE_FAILED";
      socket.send(encode({ type: "RESET", stream, code, elsewhere: false, message: complaint }));
    }
  });
  socket.addEventListener("close", ({ code, reason }) =>
    reject(new Error(`The hub closed an agent's socket: ${code} ${reason}`)),
  );
  await promise;
  return {
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => socket.addEventListener("close", done));
      socket.send(encode({ type: "DRAIN", lastStream: 0, graceMs: 0 }));
      socket.close();
      await closed;
    },
  };
}

const usual: ServiceDeclaration = {
  id: "",
  type: "tts",
  model: "strange",
  voices: [{ name: "one", languages: ["en"] }],
  features: [],
  slots: 1,
  ready: true,
  access: "members",
};
