import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../shared/test/free-port.ts";
import { TcpProxy } from "../../shared/test/channel/tcp-proxy.ts";
import { createKey, type Hub, liftLimits, startAgent, startHub } from "../processes/club.ts";
import type { RunningProcess } from "../processes/running-process.ts";
import { until } from "../until.ts";
import { type ChaosEngine, startChaosEngine } from "./engine.ts";

/** One home: a speech server, an agent, and the line between it and the hub. */
export type Home = {
  readonly name: string;
  readonly engine: ChaosEngine;
  readonly line: TcpProxy;
  agent: RunningProcess;
  /** Starts its agent again after it was killed. */
  restart(): void;
};

/** A club whose every part can fail. */
export type World = AsyncDisposable & {
  readonly url: string;
  readonly dataDir: string;
  readonly key: string;
  readonly homes: readonly Home[];
  hub: Hub;
  /** Starts the hub again, at the same address. */
  restartHub(): Promise<void>;
};

export async function startWorld(homeCount: number): Promise<World> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "club-chaos-"));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const dataDir = join(folder, "hub");
  const port = await freePort();
  let hub = await startHub({ dataDir, port });
  opened.defer(() => hub[Symbol.asyncDispose]());
  const { key } = await createKey(dataDir, "chaos", ["consumer", "provider"]);
  await liftLimits(dataDir, "chaos");
  const { url } = hub;
  const homes: Home[] = [];
  for (let at = 0; at < homeCount; at += 1) {
    const home = await startHome(join(folder, `home-${at}`), url, key);
    homes.push(home);
    opened.defer(async () => {
      home.agent.kill("SIGCONT");
      await home.agent[Symbol.asyncDispose]();
      await home.line.close();
      await home.engine[Symbol.asyncDispose]();
    });
  }
  await until(
    "all homes to be there",
    async () => ((await modelsAt(url, key)) ? true : undefined),
    {
      timeoutMs: 30_000,
    },
  );
  const owned = opened.move();
  return {
    url,
    dataDir,
    key,
    homes,
    get hub() {
      return hub;
    },
    set hub(next) {
      hub = next;
    },
    restartHub: async () => {
      await hub.ended;
      hub = await startHub({ dataDir, port });
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function startHome(folder: string, hubUrl: string, key: string): Promise<Home> {
  await mkdir(folder, { recursive: true });
  const engine = await startChaosEngine();
  const line = await TcpProxy.start(Number(new URL(hubUrl).port));
  const tokenFile = join(folder, "token");
  await writeFile(tokenFile, key, { mode: 0o600 });
  const service = { type: "tts", model: "chaos", engine: "openai", preset: "generic" };
  const services = [{ ...service, url: engine.url, voice: "ada", slots: 8 }];
  await writeFile(join(folder, "agent.yaml"), JSON.stringify({ services }));
  const name = folder.slice(folder.lastIndexOf("/") + 1);
  const start = (): RunningProcess =>
    startAgent({
      hubUrl: `http://127.0.0.1:${line.port}`,
      tokenFile,
      options: ["--config", join(folder, "agent.yaml"), "--name", name],
      env: { XDG_CONFIG_HOME: folder, XDG_STATE_HOME: folder, XDG_RUNTIME_DIR: folder },
    });
  const home: Home = {
    name,
    engine,
    line,
    agent: start(),
    restart: () => {
      home.agent = start();
    },
  };
  return home;
}

async function modelsAt(url: string, key: string): Promise<boolean> {
  const response = await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
  const { data } = (await response.json()) as { data: { id: string; providers: number }[] };
  return data.some(({ id }) => id === "chaos");
}
