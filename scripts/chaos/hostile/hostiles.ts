import { Worker } from "node:worker_threads";
import { createKey } from "../../processes/club.ts";
import type { World } from "../world.ts";
import { abuseHttp } from "./abuse-http.ts";
import { abuseLinks } from "./abuse-links.ts";
import { abuseLive } from "./abuse-live.ts";
import { abuseTunnel } from "./abuse-tunnel.ts";
import { abuseUploads } from "./abuse-uploads.ts";

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

/** A member of the club who sends whatever may hurt: by HTTP, as an agent, over live sockets. */
export async function startHostiles(world: World, random: () => number): Promise<Hostiles> {
  const { key } = await createKey(world.dataDir, "mallory", ["consumer", "provider"]);
  const stopping = new AbortController();
  const { signal } = stopping;
  let sent = 0;
  const count = (): void => void (sent += 1);
  const attack = { url: world.url, key, random, signal, count };
  const attacks = [abuseHttp, abuseTunnel, abuseLive, abuseUploads, abuseLinks];
  const health = new HealthWatch(world.url);
  const tasks = attacks.map((one) => one(attack));
  return {
    key,
    stop: async () => {
      stopping.abort();
      await Promise.all(tasks);
      const times = (await health.stop()).toSorted((a, b) => a - b);
      const healthP99Ms = times[Math.floor(times.length * 0.99)] ?? 0;
      return { sent, healthP99Ms };
    },
  };
}

/** Watches from a thread of its own: the floods keep this one busy. */
class HealthWatch {
  readonly #worker: Worker;
  readonly #times = Promise.withResolvers<readonly number[]>();

  constructor(url: string) {
    this.#worker = new Worker(new URL("./watch-health.ts", import.meta.url), { workerData: url });
    this.#worker.once("message", (times: readonly number[]) => this.#times.resolve(times));
    this.#worker.once("error", (error) => this.#times.reject(error));
  }

  /** How long each answer took, in ms. */
  async stop(): Promise<readonly number[]> {
    this.#worker.postMessage("stop", []);
    return await this.#times.promise;
  }
}
