import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import {
  type Hub,
  type Key,
  type Scope,
  createKey,
  startAgent,
  startHub,
} from "../../processes/club.ts";
import { freePort } from "../../../shared/test/free-port.ts";
import { explain } from "../../processes/explain.ts";
import type { RunningProcess } from "../../processes/running-process.ts";
import { until } from "../../until.ts";
import { patienceMs } from "./limits.ts";

/** A hub of the test's own, and the agents that the test adds. */
export type TestClub = {
  /** For the test's own files; removed at its end. */
  readonly folder: string;
  /** The hub's data folder, new and empty at the start. */
  readonly dataDir: string;
  /** The hub that runs now. */
  readonly hub: Hub;
  /** A key with the scopes consumer and provider. */
  readonly member: string;
  /** Makes a key, with further options of `club-hub keys create`. */
  createKey(scopes: readonly Scope[], options?: readonly string[]): Promise<Key>;
  /** Starts an agent. */
  launchAgent(options?: AgentOptions): Promise<RunningProcess>;
  /** Starts an agent and waits until the hub lists what it serves. */
  startAgent(options?: AgentOptions): Promise<RunningProcess>;
  /** Starts the hub again at the same address and folder, after it has ended. */
  restartHub(): Promise<Hub>;
};

export type AgentOptions = {
  readonly name?: string;
  /** Services as agent.yaml has them; without any, the agent finds espeak-ng by itself. */
  readonly services?: readonly (Readonly<Record<string, unknown>> & { readonly model: string })[];
  readonly key?: string;
};

type NamedAgent = {
  readonly name: string;
  readonly key: string;
  readonly services: AgentOptions["services"] | undefined;
};

export type ClubOptions = {
  /** Further command-line options of `club-hub serve`. */
  readonly hubOptions?: readonly string[];
  /** File descriptors of the hub. */
  readonly hubDescriptors?: number;
};

/**
 * Starts a club for a test and its subtests. It ends with the test; if that failed, the last words
 * of its processes are shown.
 */
export async function startClub(
  t: TestContext,
  { hubOptions = [], hubDescriptors }: ClubOptions = {},
): Promise<TestClub> {
  const folder = await mkdtemp(join(tmpdir(), "club-e2e-"));
  const dataDir = join(folder, "hub");
  const owned = new AsyncDisposableStack();
  const started: RunningProcess[] = [];
  const own = <P extends RunningProcess>(process: P): P => {
    started.push(process);
    return owned.use(process);
  };
  owned.defer(() => rm(folder, { recursive: true, force: true }));
  t.after(async () => {
    if (!hasPassed(t)) console.error(explain("A test failed.", started).message);
    await owned.disposeAsync();
  });

  const port = await freePort();
  const start = async (): Promise<Hub> =>
    own(await startHub({ dataDir, port, options: hubOptions, descriptors: hubDescriptors }));
  let hub = await start();
  const createOneKey = async (scopes: readonly Scope[], options: readonly string[] = []) =>
    await createKey(dataDir, "tester", scopes, options);
  const { key: member } = await createOneKey(["consumer", "provider"]);

  const launchAgent: TestClub["launchAgent"] = async (options = {}) => {
    const { name = "agent", services, key = member } = options;
    const home = await mkdtemp(join(folder, `${name}-`));
    return own(await startConfigured(home, hub.url, { name, services, key }));
  };

  return {
    folder,
    dataDir,
    get hub() {
      return hub;
    },
    member,
    createKey: createOneKey,
    launchAgent,
    async startAgent(options = {}) {
      const agent = await launchAgent(options);
      const models = options.services?.map((service) => service.model) ?? ["espeak-ng"];
      await untilServing({ url: hub.url, key: member }, agent, models);
      return agent;
    },
    async restartHub() {
      hub = await start();
      return hub;
    },
  };
}

async function startConfigured(
  home: string,
  hubUrl: string,
  { name, services, key }: NamedAgent,
): Promise<RunningProcess> {
  const tokenFile = join(home, "token");
  await writeFile(tokenFile, key, { mode: 0o600 });
  const config = join(home, "agent.yaml");
  // JSON is YAML.
  await writeFile(config, JSON.stringify(services === undefined ? {} : { services }));
  return startAgent({
    hubUrl,
    tokenFile,
    options: ["--name", name, "--config", config],
    env: { XDG_CONFIG_HOME: home, XDG_STATE_HOME: home, XDG_RUNTIME_DIR: home },
  });
}

async function untilServing(
  club: { url: string; key: string },
  agent: RunningProcess,
  models: readonly string[],
): Promise<void> {
  await until(
    "the agent to connect",
    () => {
      agent.assertRunning();
      return agent.log().includes('"connected"') ? true : undefined;
    },
    { timeoutMs: patienceMs },
  );
  for (const model of models) {
    await until(
      `${model} to be served`,
      async () => {
        const response = await fetch(`${club.url}/v1/models/${model}`, {
          headers: { authorization: `Bearer ${club.key}` },
        });
        await response.body?.cancel();
        return response.ok ? true : undefined;
      },
      { timeoutMs: patienceMs },
    );
  }
}

/** Node's documentation has `passed`, its types do not. */
function hasPassed(t: TestContext): boolean {
  return (t as TestContext & { readonly passed: boolean }).passed;
}
