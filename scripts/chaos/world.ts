import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../shared/test/free-port.ts";
import { TcpProxy } from "../../shared/test/channel/tcp-proxy.ts";
import { createKey, type Hub, liftLimits, startAgent, startHub } from "../processes/club.ts";
import type { RunningProcess } from "../processes/running-process.ts";
import { until } from "../until.ts";
import { canFailWrites } from "./disk-errors.ts";
import { type ChaosEngine, startChaosEngine } from "./engine.ts";
import { nodeOptions } from "./memory.ts";
import { mountSmallDisk, type SmallDisk } from "./small-disk.ts";

/** One home: a speech server, an agent, and the line between it and the hub. */
export type Home = {
  readonly name: string;
  readonly engine: ChaosEngine;
  readonly line: TcpProxy;
  readonly agent: RunningProcess;
  /** Ends its agent by a signal, and waits for that. */
  endAgent(signal: "SIGKILL" | "SIGTERM"): Promise<void>;
  /** Starts its agent again. */
  restart(): void;
  /** How its agent ended each time that nobody had told it to, and its last words. */
  readonly crashes: readonly string[];
};

/** A club whose every part can fail. */
export type World = AsyncDisposable & {
  readonly url: string;
  readonly dataDir: string;
  readonly key: string;
  readonly homes: readonly Home[];
  hub: Hub;
  /** That of the hub's data; undefined where none may be mounted. */
  readonly disk: SmallDisk | undefined;
  /** Whether writes of the hub can be made to fail. */
  readonly canFailWrites: boolean;
  /** Puts the hub's wall clock off by so many milliseconds. */
  shiftClock(ms: number): Promise<void>;
  /** Starts the hub again, at the same address. */
  restartHub(): Promise<void>;
};

export async function startWorld(homeCount: number): Promise<World> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "club-chaos-"));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const disk = await mountSmallDisk(folder);
  if (disk !== undefined) opened.use(disk);
  const dataDir = join(disk?.folder ?? folder, "hub");
  const clockFile = join(folder, "clock");
  await writeFile(clockFile, "0");
  const port = await freePort();
  const start = (): Promise<Hub> =>
    startHub({
      dataDir,
      port,
      options: ["--transcode", "all", "--sharing", "true"],
      env: { NODE_OPTIONS: `--import=${clockShift} ${nodeOptions}`, CLUB_CLOCK_FILE: clockFile },
    });
  let hub = await start();
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
    disk,
    canFailWrites: await canFailWrites(),
    shiftClock: (ms) => writeFile(clockFile, String(Math.round(ms))),
    restartHub: async () => {
      await hub.ended;
      hub = await start();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const clockShift = new URL("clock-shift.ts", import.meta.url).href;

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
  /** Agents that are to end. */
  const told = new WeakSet<RunningProcess>();
  const start = (): RunningProcess =>
    startAgent({
      hubUrl: `http://127.0.0.1:${line.port}`,
      tokenFile,
      options: ["--config", join(folder, "agent.yaml"), "--name", name],
      env: {
        NODE_OPTIONS: nodeOptions,
        XDG_CONFIG_HOME: folder,
        XDG_STATE_HOME: folder,
        XDG_RUNTIME_DIR: folder,
      },
    });
  const crashes: string[] = [];
  let agent = start();
  const watch = (): void => {
    const watched = agent;
    void watched.ended.then((how) => {
      if (!told.has(watched)) crashes.push(`${name}'s agent ${how}: ${watched.log().slice(-500)}`);
    });
  };
  watch();
  return {
    name,
    engine,
    line,
    crashes,
    get agent() {
      return agent;
    },
    async endAgent(signal) {
      told.add(agent);
      agent.kill(signal);
      await agent.ended;
    },
    restart() {
      agent = start();
      watch();
    },
  };
}

async function modelsAt(url: string, key: string): Promise<boolean> {
  const response = await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
  const { data } = (await response.json()) as { data: { id: string; providers: number }[] };
  return data.some(({ id }) => id === "chaos");
}
