import { safeJson, type SafeText } from "@club/shared/terminal/safe-text.ts";
import type { AgentStatus, ServiceStatus } from "./agent-status.ts";

/**
 * The status as `status --json` prints it: schema 1, which scripts may rely on. Fields may be added to
 * it under this number, none changes or goes.
 */
export function statusJson(status: AgentStatus): SafeText {
  const { schema, state, hub, name, version, uptime_s, rtt_ms, reason, warnings, gpus } = status;
  const services = status.services.map(serviceJson);
  return safeJson({
    schema,
    state,
    hub,
    name,
    version,
    uptime_s,
    rtt_ms,
    reason,
    warnings,
    gpus,
    services,
  });
}

function serviceJson(service: ServiceStatus): object {
  const { model, engine, ready, voices, slots, busy, served, failed, cancelled } = service;
  const { audio_seconds, first_audio_ms, last_error } = service;
  return {
    model,
    engine,
    ready,
    voices,
    slots,
    busy,
    served,
    failed,
    cancelled,
    audio_seconds,
    first_audio_ms,
    last_error,
  };
}
