import { unreachable } from "@club/shared/unreachable.ts";
import type { AgentStatus, ServiceStatus } from "./agent-status.ts";
import { counted, durationWords, msWords } from "./words.ts";

/** The status in words that a person understands, in lines of at most 80 columns. */
export function statusText(status: AgentStatus): string {
  const lines = [
    `${status.name} is ${stateWords(status)}`,
    ...(status.reason === null ? [] : wrapped(status.reason)),
    `  hub       ${status.hub}`,
    `  running   ${durationWords(status.uptime_s)}, version ${status.version}`,
    ...status.services.flatMap(serviceLines),
  ];
  return `${lines.join("\n")}\n`;
}

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

function serviceLines(service: ServiceStatus): readonly string[] {
  const { first_audio_ms: first, real_time_factor: factor } = service;
  const spoken = `${(service.audio_seconds / 60).toFixed(1)} min spoken`;
  const pace = factor === null ? "" : `, ${(1 / factor).toFixed(1)} × real time`;
  return [
    "",
    `  ${service.model} (${service.engine}): ${readiness(service)}`,
    ...(service.reason === null ? [] : wrapped(service.reason)),
    `    ${counted(service.voices, "voice")}, ${service.busy} of ${counted(service.slots, "slot")} busy`,
    `    ${service.served} served, ${service.failed} failed, ${service.cancelled} cancelled, ${spoken}`,
    `    first audio ${msWords(first.p50)} (p50), ${msWords(first.p95)} (p95)${pace}`,
    ...(service.last_error === null ? [] : wrapped(`last error: ${service.last_error}`)),
  ];
}

function readiness({ ready, busy }: ServiceStatus): string {
  if (!ready) return "not ready";
  return busy > 0 ? `speaking ${counted(busy, "request")}` : "ready, waiting for work";
}

/** Words in indented lines of at most 80 columns. */
function wrapped(words: string): readonly string[] {
  const lines = [""];
  for (const word of words.split(/\s+/)) {
    const line = lines.at(-1) ?? "";
    if (line.length + word.length + 5 > 80 && line !== "") lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.map((line) => `    ${line}`);
}
