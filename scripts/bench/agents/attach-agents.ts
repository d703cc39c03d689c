import { randomUUID } from "node:crypto";
import { decode } from "@club/shared/wire/decode.ts";
import { encode } from "@club/shared/wire/encode.ts";
import { limits } from "@club/shared/wire/limits.ts";
import type { Hello } from "@club/shared/wire/messages.ts";
import type { Crowd } from "./crowd.ts";

/** At once under way: a storm is another matter than what idle agents cost. */
const dialsAtOnce = 64;

/** Attaches agents that serve a model of their own, answer pings and do nothing else. */
export async function attachAgents({ hubUrl, key, from, count }: Crowd): Promise<void> {
  let next = from;
  const dial = async (): Promise<void> => {
    while (next < from + count) {
      next += 1;
      await attach(hubUrl, key, `idle-${next}`);
    }
  };
  await Promise.all(Array.from({ length: dialsAtOnce }, dial));
}

/** Resolves once the hub has answered HELLO. */
function attach(hubUrl: string, key: string, name: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Node's WebSocket takes headers too, which the browsers' does not.
  const options = { protocols: ["club.v1"], headers: { authorization: `Bearer ${key}` } };
  const url = `${hubUrl.replace("http", "ws")}/v1/agent`;
  const socket = new WebSocket(url, options);
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", () => socket.send(encode(helloOf(name))));
  socket.addEventListener("message", ({ data }) => {
    const message = decode(new Uint8Array(data as ArrayBuffer));
    if (message?.type === "WELCOME") resolve();
    if (message?.type === "PING") socket.send(encode({ type: "PONG", nonce: message.nonce }));
  });
  socket.addEventListener("close", ({ code, reason }) => {
    reject(new Error(`The hub closed an agent's socket: ${code} ${reason}`));
  });
  return promise;
}

function helloOf(name: string): Hello {
  return {
    type: "HELLO",
    protocol: limits.protocol,
    instance: randomUUID(),
    epoch: 0,
    name,
    version: "bench",
    services: [
      {
        id: "idle",
        type: "tts",
        model: "idle",
        voices: [{ name: "one", languages: ["en"] }],
        features: ["streaming"],
        slots: 1,
        ready: true,
        access: "members",
      },
    ],
  };
}
