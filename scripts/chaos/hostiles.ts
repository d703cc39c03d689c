import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { encode } from "@club/shared/wire/encode.ts";
import { limits } from "@club/shared/wire/limits.ts";
import { mutate } from "../../shared/test/wire/mutate.ts";
import { createKey } from "../processes/club.ts";
import type { World } from "./world.ts";

export type HostileReport = {
  /** Frames and bodies that were sent. */
  readonly sent: number;
  /** 99 of 100 answers of `/healthz` took no longer, in ms. */
  readonly healthP99Ms: number;
};

export type Hostiles = {
  /** The key that they use. */
  readonly key: string;
  stop(): Promise<HostileReport>;
};

/** A member of the club who sends whatever may hurt: by HTTP with one key, as an agent with the other. */
export async function startHostiles(world: World, random: () => number): Promise<Hostiles> {
  const { key } = await createKey(world.dataDir, "mallory", ["consumer", "provider"]);
  const stopping = new AbortController();
  const { signal } = stopping;
  let sent = 0;
  const count = (): void => void (sent += 1);
  const health: number[] = [];
  const tasks = [
    abuseHttp(world, key, random, signal, count),
    abuseTunnel(world, key, random, signal, count),
    watchHealth(world, signal, health),
  ];
  return {
    key,
    stop: async () => {
      stopping.abort();
      await Promise.all(tasks);
      health.sort((a, b) => a - b);
      const healthP99Ms = health[Math.floor(health.length * 0.99)] ?? 0;
      return { sent, healthP99Ms };
    },
  };
}

async function abuseHttp(
  world: World,
  key: string,
  random: () => number,
  signal: AbortSignal,
  count: () => void,
): Promise<void> {
  while (!signal.aborted) {
    const path = pick(paths, random);
    const body = pick(bodies, random)(random);
    count();
    await fetch(world.url + path, {
      method: pick(["POST", "POST", "PATCH", "DELETE", "GET"], random),
      headers: { authorization: `Bearer ${key}`, "content-type": pick(types, random) },
      signal: AbortSignal.timeout(3_000),
    }).catch(() => undefined);
    await fetch(world.url + path, {
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": pick(types, random),
        "idempotency-key": String(Math.floor(random() * 20)),
      },
      body,
      signal: AbortSignal.timeout(3_000),
    }).catch(() => undefined);
    await wait(20 * random());
  }
}

const paths = [
  "/v1/audio/speech",
  "/v1/voice/generations",
  "/v1/voice/samples",
  "/v1/history?limit=100&search=%25%25%25",
  "/v1/history/../../etc/passwd",
  "/v1/models",
  "/v1/keys",
  "/v1/settings",
  "/assets/../x",
  "/v1/device/code",
];

const types = ["application/json", "text/plain", "multipart/form-data; boundary=x", "x/y", ""];

const bodies: readonly ((random: () => number) => string)[] = [
  () =>
    `{"model":"chaos","input":${JSON.stringify(`${"a".repeat(1_000)} ${"Dr. ".repeat(1_000)}`)}}`,
  () => `{"model":"chaos","input":"Hi","language":"../../etc"}`,
  () => `${"[".repeat(50_000)}${"]".repeat(50_000)}`,
  (random) => `{"model":"chaos","input":"${"[[".repeat(Math.floor(2_000 * random()))}"}`,
  (random) => Buffer.from(Array.from({ length: 200 }, () => 256 * random())).toString("latin1"),
  () => `{"model":"chaos","input":"Hi","response_format":"opus","speed":1e308}`,
  () => `{"model":"\u202e\u001b]52;c;eA==\u0007","input":"x"}`,
];

/** Attaches with a good HELLO, then sends frames that are nearly right, and attaches again. */
async function abuseTunnel(
  world: World,
  key: string,
  random: () => number,
  signal: AbortSignal,
  count: () => void,
): Promise<void> {
  while (!signal.aborted) {
    const options = { protocols: ["club.v1"], headers: { authorization: `Bearer ${key}` } };
    const socket = new WebSocket(`${world.url.replace("http", "ws")}/v1/agent`, options);
    const closed = new Promise<void>((resolve) =>
      socket.addEventListener("close", () => resolve()),
    );
    socket.addEventListener("error", () => undefined);
    socket.addEventListener("open", () => {
      const frames = framesOf(random);
      socket.send(frames[0] ?? new Uint8Array());
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
      name: `m-${Math.floor(random() * 3)}`,
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

/** Asks as a load balancer does, ten times a second; a hub that is being restarted does not count. */
async function watchHealth(world: World, signal: AbortSignal, times: number[]): Promise<void> {
  while (!signal.aborted) {
    const startMs = performance.now();
    const isUp = await fetch(`${world.url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) times.push(performance.now() - startMs);
    await wait(100);
  }
}

function pick<T>(some: readonly T[], random: () => number): T {
  return some[Math.floor(random() * some.length)] as T;
}
