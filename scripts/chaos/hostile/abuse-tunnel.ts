import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { encode } from "@club/shared/wire/encode.ts";
import { limits } from "@club/shared/wire/limits.ts";
import { mutate } from "../../../shared/test/wire/mutate.ts";
import type { Attack } from "./attack.ts";
import { pick } from "./pick.ts";

/** Attaches with a good HELLO, then sends frames that are nearly right, and attaches again. */
export async function abuseTunnel({ url, key, random, signal, count }: Attack): Promise<void> {
  while (!signal.aborted) {
    const options = { protocols: ["club.v1"], headers: { authorization: `Bearer ${key}` } };
    const socket = new WebSocket(`${url.replace("http", "ws")}/v1/agent`, options);
    const closed = new Promise<void>((resolve) =>
      socket.addEventListener("close", () => resolve()),
    );
    socket.addEventListener("error", () => undefined);
    socket.addEventListener("open", () => {
      const frames = framesOf(random);
      socket.send(frames[0] ?? new Uint8Array());
      const flood = random() < 0.2 ? pick(frames.slice(1), random) : undefined;
      // The same over and over: SERVICES and DRAIN write a log, PING and WINDOW ask for answers.
      for (let at = 0; at < 2_000; at += 1) if (flood !== undefined) socket.send(flood);
      for (let at = 0; at < 50 && socket.readyState === WebSocket.OPEN; at += 1) {
        count();
        const frame = pick(frames, random);
        socket.send(random() < 0.5 ? frame : mutate(frame, pick(frames, random), random));
      }
    });
    await Promise.race([closed, wait(300 + 700 * random())]);
    socket.close();
    await Promise.race([closed, wait(1_000)]);
    await wait(50);
  }
}

function framesOf(random: () => number): readonly Uint8Array<ArrayBuffer>[] {
  const service = {
    id: "tts",
    type: "tts",
    model: "mallory",
    voices: [{ name: "v", languages: ["en"] }],
    features: ["streaming"],
    slots: 256,
    ready: random() < 0.5,
    access: "members",
  } as const;
  const message = "x".repeat(100);
  return [
    encode({
      type: "HELLO",
      protocol: limits.protocol,
      instance: randomUUID(),
      epoch: 0,
      name: pick(
        [`m-${Math.floor(random() * 3)}`, "中".repeat(17), "\u202e\u001b]52;c;eA==", "a\nb"],
        random,
      ),
      version: "1",
      services: [service],
    }),
    encode({ type: "SERVICES", services: [service] }),
    encode({ type: "DRAIN", lastStream: 0, graceMs: 1_000 }),
    encode({ type: "PING", nonce: 7 }),
    encode({ type: "WINDOW", stream: 0, credit: 1 }),
    encode({ type: "ACCEPT", stream: 1, rateHz: 24_000, channels: 1 }),
    encode({ type: "DATA", stream: 1, offset: 0, bytes: new Uint8Array(1_000) }),
    encode({ type: "END", stream: 1, bytes: 1_000, facts: {} }),
    encode({ type: "RESET", stream: 1, code: "CANCELLED", elsewhere: false, message }),
  ].map((frame) => new Uint8Array(frame));
}
