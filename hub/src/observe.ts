import type { Failure } from "@club/shared/wire/failures.ts";
import type { Logger } from "pino";
import type { Metrics } from "./metrics.ts";
import type { AgentListener } from "./providers/agent-listener.ts";
import type { Router } from "./routing/router.ts";
import type { SpeechJob } from "./speech/speech-job.ts";
import type { SpeechJobs } from "./speech/speech-jobs.ts";

/** What the hub's parts are at the moment, as gauges. */
export function measure(
  metrics: Metrics,
  agentListener: AgentListener,
  { speechJobs, router }: { readonly speechJobs: SpeechJobs; readonly router: Router },
): void {
  metrics.gauge("club_agents", "Agents attached.", () => agentListener.sessions.length);
  metrics.gauge("club_tunnel_streams", "Streams open.", () =>
    agentListener.sessions.reduce((sum, session) => sum + session.streams, 0),
  );
  metrics.gauge("club_requests_running", "Requests running.", () => speechJobs.running);
  metrics.gauge("club_requests_waiting", "Requests that wait for a slot.", () => router.waiting);
}

/** Counts a request that has ended, and writes its line into the log. */
export function noteEnd(
  { request, ledger }: SpeechJob,
  failure: Failure | undefined,
  metrics: Metrics,
  log: Logger,
): void {
  const { audioSeconds, queueMs, firstAudioMs, provider, recovered } = ledger;
  const outcome = failure?.code.toLowerCase() ?? "completed";
  const totalMs = ledger.elapsedMs();
  // A model that nobody serves is the consumer's invention, and no label for it.
  const model = queueMs === undefined ? "" : request.model;
  metrics.ended({ model, outcome, audioSeconds, queueMs, firstAudioMs, totalMs });
  const { id, format } = request;
  const facts = { request: id, model: request.model, format, outcome, provider, recovered };
  const times = { audioSeconds, queueMs, firstAudioMs, totalMs };
  const isFault = failure !== undefined && failure.status >= 500;
  const line = { ...facts, ...times, ...(isFault && { err: failure }) };
  log[isFault ? "warn" : "info"](line, "speech");
}
