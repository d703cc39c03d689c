import type { IncomingMessage, ServerResponse } from "node:http";
import { Failure } from "@club/shared/wire/failures.ts";
import { agentLimits } from "../limits.ts";
import type { Launch } from "../config/launch.ts";
import type { TunnelCounts } from "../link/tunnel-counts.ts";
import type { LogRing } from "../log-ring.ts";
import type { AgentStatus } from "./agent-status.ts";
import type { LocalRoutes } from "./local-server.ts";

/** What those who may open a running agent's socket can ask of it. */
export interface AgentControls {
  status(): AgentStatus;
  drain(): Promise<void>;
  /** As `drain`, and starts the program anew under this name. Throws CONFLICT when it drains already. */
  restart(): void;
  pause(forMs: number): void;
  resume(): void;
  /** Reads the configuration again. Resolves to what is wrong with it, in lines; empty: nothing. */
  reload(): Promise<string>;
  readonly tunnel: TunnelCounts;
  readonly logs: LogRing;
  readonly launch: Launch;
}

/** For probes: nothing here is secret from other users of this machine. */
export function probeRoutes(agent: AgentControls): LocalRoutes {
  return {
    "GET /livez": () => "ok\n",
    "GET /readyz": () => {
      const { state, reason } = agent.status();
      if (state !== "online") throw new Failure("SHUTTING_DOWN", `${state}: ${reason ?? ""}`);
      return "ok\n";
    },
    "GET /metrics": async () => {
      const { metricsText } = await import("./metrics.ts");
      return await metricsText(agent.status(), agent.tunnel);
    },
  };
}

/** For `club-agent`'s own commands, on the local socket alone. */
export function controlRoutes(agent: AgentControls): LocalRoutes {
  return {
    ...probeRoutes(agent),
    "GET /status": () => agent.status(),
    "GET /launch": () => agent.launch,
    "POST /drain": () => {
      void agent.drain();
      return agent.status();
    },
    "POST /restart": () => {
      agent.restart();
      return agent.status();
    },
    "POST /pause": (request) => {
      agent.pause(numberIn(request, "for_ms") ?? Number.POSITIVE_INFINITY);
      return agent.status();
    },
    "POST /resume": () => {
      agent.resume();
      return agent.status();
    },
    "POST /reload": async () => ({ problems: await agent.reload() }),
    "GET /logs": (request, response) => sendLogs(agent.logs, request, response),
  };
}

/** The latest lines, and with `follow=1` the next ones until the client leaves. */
function sendLogs(logs: LogRing, request: IncomingMessage, response: ServerResponse): undefined {
  // A client that leaves in the middle is no fault of anybody's.
  response.on("error", () => undefined);
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
  for (const line of logs.last(numberIn(request, "lines") ?? agentLimits.logLines)) {
    response.write(line);
  }
  if (numberIn(request, "follow") !== 1) return void response.end();
  const following = logs.follow((line) => {
    // A client that does not read loses its connection, so that its backlog stays bounded.
    if (response.writableLength > agentLimits.logBacklogBytes) response.destroy();
    if (!response.destroyed) response.write(line);
  });
  response.once("close", () => following[Symbol.dispose]());
  return undefined;
}

function numberIn(request: IncomingMessage, key: string): number | undefined {
  const value = new URL(request.url ?? "/", "http://agent").searchParams.get(key);
  const number = value === null ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
}
