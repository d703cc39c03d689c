import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TcpProxy } from "../../../shared/test/channel/tcp-proxy.ts";
import { startAgent } from "../../processes/club.ts";
import type { RunningProcess } from "../../processes/running-process.ts";
import { until } from "../../until.ts";
import { patienceMs } from "./limits.ts";
import type { TestClub } from "./test-club.ts";

/** Starts an agent whose way to the hub is a bad network; returns when it is connected. */
export async function startAgentThrough(
  { port }: TcpProxy,
  { folder, member }: TestClub,
  services: readonly object[],
): Promise<RunningProcess> {
  const tokenFile = join(folder, "token");
  await writeFile(tokenFile, member, { mode: 0o600 });
  const config = join(folder, "agent.yaml");
  await writeFile(config, JSON.stringify({ services }));
  await using starting = new AsyncDisposableStack();
  const agent = starting.use(
    startAgent({
      hubUrl: `http://127.0.0.1:${port}`,
      tokenFile,
      options: ["--config", config],
      env: { XDG_CONFIG_HOME: folder, XDG_STATE_HOME: folder, XDG_RUNTIME_DIR: folder },
    }),
  );
  const isConnected = (): true | undefined => agent.log().includes('"connected"') || undefined;
  await until("the agent to connect", isConnected, { timeoutMs: patienceMs });
  starting.move();
  return agent;
}
