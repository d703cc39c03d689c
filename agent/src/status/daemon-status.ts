import type { Background } from "../background.ts";
import type { Gpu } from "../gpu/gpu.ts";
import type { HubLink } from "../link/hub-link.ts";
import type { Settings } from "../config/settings.ts";
import type { ServiceManager } from "../services/service-manager.ts";
import { agentState } from "./agent-state.ts";
import type { AgentStatus } from "./agent-status.ts";
import { serviceStatus } from "./service-status.ts";

export type DaemonParts = {
  readonly settings: Settings;
  readonly version: string;
  readonly link: HubLink;
  readonly serviceManager: ServiceManager;
  readonly closed: string | undefined;
  readonly background: Background;
  readonly gpus: readonly Gpu[];
  readonly isDraining: boolean;
  readonly requests: number;
  readonly startMs: number;
};

/** The status of a running agent at `nowMs` of its monotonic clock. */
export function daemonStatus(parts: DaemonParts, nowMs: number): AgentStatus {
  const { settings, link, serviceManager, isDraining, closed, requests } = parts;
  const { phase, attempts, roundTripMs, isSuspect } = link;
  const declared = serviceManager.declarations(undefined);
  return {
    schema: 1,
    ...agentState({ phase, isSuspect, isDraining, closed, declared, requests }),
    hub: settings.hub.value.href.replace(/\/$/, ""),
    name: settings.name.value,
    version: parts.version,
    pid: process.pid,
    warnings: parts.background.warnings,
    background_failures: parts.background.failures,
    uptime_s: seconds(nowMs - parts.startMs),
    connected_s: phase.at === "up" ? seconds(nowMs - phase.sinceMs) : null,
    rtt_ms: roundTripMs === undefined ? null : Number(roundTripMs.toFixed(1)),
    attempts,
    retry_s: phase.at === "waiting" ? seconds(Math.max(0, phase.untilMs - nowMs)) : null,
    gpus: parts.gpus.map(({ name, totalBytes, freeBytes }) => ({
      name,
      memory_total_bytes: totalBytes,
      memory_free_bytes: freeBytes,
    })),
    services: serviceManager.services.map(serviceStatus),
  };
}

function seconds(ms: number): number {
  return Math.floor(ms / 1_000);
}
