import type { EngineDescription } from "../engines/engine.ts";
import type { Service } from "../services/service.ts";
import type { ServiceStatus } from "./agent-status.ts";

/** One service as `status` shows it. */
export function serviceStatus(service: Service): ServiceStatus {
  const { config, engine, slots, state } = service;
  const tally = service.tally.view();
  const reason = service.downReason;
  return {
    model: config.model,
    engine: engine.kind,
    ready: reason === undefined,
    health: state.health.state,
    voices: ownVoices(state.description),
    slots: slots.size,
    busy: slots.busy,
    finishing: slots.held,
    streams: state.measured?.streams ?? null,
    served: tally.served,
    failed: tally.failed,
    cancelled: tally.cancelled,
    audio_seconds: rounded(tally.audioSeconds, 3),
    first_audio_ms: spread(tally.firstAudioMs),
    cancel_ms: spread(tally.cancelMs),
    real_time_factor: tally.realTimeFactor === undefined ? null : rounded(tally.realTimeFactor, 4),
    reason: reason ?? null,
    last_error: tally.lastError ?? null,
  };
}

/** Further names for voices, as OpenAI's for a default one, are none of their own. */
function ownVoices(description: EngineDescription | undefined): number {
  return Math.max(0, (description?.voices.length ?? 0) - (description?.aliases ?? 0));
}

function spread({ p50, p95 }: { p50: number | undefined; p95: number | undefined }): {
  p50: number | null;
  p95: number | null;
} {
  return { p50: orNull(p50), p95: orNull(p95) };
}

function orNull(ms: number | undefined): number | null {
  return ms === undefined ? null : rounded(ms, 1);
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
