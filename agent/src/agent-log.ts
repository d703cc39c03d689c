import type { AgentStream } from "@club/shared/mux/agent-stream.ts";
import { unreachable } from "@club/shared/unreachable.ts";
import type { Logger } from "pino";
import type { JobReport } from "./jobs/run-job.ts";
import type { LinkPhase } from "./link/link-phase.ts";
import type { Service } from "./services/service.ts";

/** What the link does, in the log. */
export function logPhase(log: Logger, hub: string, phase: LinkPhase, nowMs: number): void {
  switch (phase.at) {
    case "dialling":
      return log.debug({ hub }, "connecting");
    case "up":
      return log.info({ hub }, "connected");
    case "waiting": {
      const { code, message } = phase.failure;
      return log.warn({ hub, code, retryMs: Math.round(phase.untilMs - nowMs) }, message);
    }
    case "refused":
      return log.error({ hub, code: phase.failure.code }, phase.failure.message);
    case "stopped":
      return log.info({ hub }, "stopped");
    default:
      return unreachable(phase);
  }
}

/** How an utterance went: its figures, never its text. */
export function logJob(log: Logger, stream: AgentStream, service: Service, job: JobReport): void {
  const { outcome, figures } = job;
  const facts = {
    request: stream.request.request,
    model: service.config.model,
    audioSeconds: Number(figures.audioSeconds.toFixed(3)),
    ...(figures.firstAudioMs !== undefined && { firstAudioMs: Math.round(figures.firstAudioMs) }),
  };
  if (outcome.at !== "failed") return log.info(facts, outcome.at);
  return log.warn({ ...facts, code: outcome.failure.code }, outcome.failure.message);
}
