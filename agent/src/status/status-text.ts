import { type Paint, painter } from "@club/shared/terminal/paint.ts";
import { safe, safeLines, type SafeText, type TextPart } from "@club/shared/terminal/safe-text.ts";
import { unreachable } from "@club/shared/unreachable.ts";
import { memoryWords } from "../gpu/gpu.ts";
import type { AgentState, AgentStatus, GpuStatus, ServiceStatus } from "./agent-status.ts";
import { counted, durationWords, msWords, wrapped } from "./words.ts";

/** The status in words that a person understands, in lines of at most 80 columns. */
export function statusText(status: AgentStatus, paint: Paint = painter(false)): SafeText {
  return safeLines(statusLines(status, paint));
}

export function statusLines(status: AgentStatus, paint: Paint): readonly TextPart[] {
  return [
    safe`${paint("strong", status.name)} is ${paint(tones[status.state], stateWords(status))}`,
    ...(status.reason === null ? [] : indented(status.reason)),
    `  hub       ${status.hub}`,
    `  running   ${durationWords(status.uptime_s)}, version ${status.version}`,
    ...status.gpus.map(gpuLine),
    ...status.warnings.flatMap((warning) => indented(`warning: ${warning}`)),
    ...status.services.flatMap((service) => serviceLines(service, paint)),
  ];
}

function gpuLine({ name, memory_free_bytes, memory_total_bytes }: GpuStatus): string {
  const memory = memoryWords({ freeBytes: memory_free_bytes, totalBytes: memory_total_bytes });
  return `  gpu       ${name}, ${memory}`;
}

const tones = {
  online: "good",
  degraded: "warning",
  reconnecting: "warning",
  draining: "warning",
  paused: "warning",
  needs_login: "bad",
} as const satisfies Record<AgentState, string>;

function stateWords({ state, connected_s, rtt_ms, attempts }: AgentStatus): string {
  const since = connected_s === null ? "" : ` for ${durationWords(connected_s)}`;
  const trip = rtt_ms === null ? "" : `, round trip ${msWords(rtt_ms)}`;
  switch (state) {
    case "online":
      return `online: connected${since}${trip}`;
    case "degraded":
      return `connected${since}${trip}, but not all is well`;
    case "reconnecting":
      return attempts === 0 ? "connecting" : `not connected, after ${counted(attempts, "attempt")}`;
    case "draining":
      return "stopping";
    case "paused":
      return `paused: connected${since}${trip}`;
    case "needs_login":
      return "refused by the hub: log in again";
    default:
      return unreachable(state);
  }
}

function serviceLines(service: ServiceStatus, paint: Paint): readonly TextPart[] {
  const { first_audio_ms: first, real_time_factor: factor } = service;
  const spoken = `${(service.audio_seconds / 60).toFixed(1)} min spoken`;
  const pace = factor === null ? "" : `, ${(1 / factor).toFixed(1)} × real time`;
  const name = safe`  ${paint("strong", service.model)} (${service.engine})`;
  return [
    "",
    safe`${name}: ${paint(service.ready ? "good" : "warning", readiness(service))}`,
    ...(service.reason === null ? [] : indented(service.reason)),
    `    ${counted(service.voices, "voice")}, ${service.busy} of ${counted(service.slots, "slot")} busy${finishing(service)}`,
    `    ${service.served} served, ${service.failed} failed, ${service.cancelled} cancelled, ${spoken}`,
    `    first audio ${msWords(first.p50)} (p50), ${msWords(first.p95)} (p95)${pace}`,
    ...(service.last_error === null ? [] : indented(`last error: ${service.last_error}`)),
  ];
}

function finishing({ finishing: count }: ServiceStatus): string {
  return count === 0 ? "" : `, ${count} with cancelled work`;
}

function readiness({ ready, health, busy }: ServiceStatus): string {
  if (!ready) return health === "loading" ? "loading" : "not ready";
  if (health === "busy" && busy === 0) return "busy with work that is not the agent's";
  if (health === "cold") return "asleep: the next request starts it";
  return busy > 0 ? `speaking ${counted(busy, "request")}` : "ready, waiting for work";
}

function indented(words: string): readonly string[] {
  return wrapped(words, 76).map((line) => `    ${line}`);
}
