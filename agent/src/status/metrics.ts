import { Counter, Gauge, Registry } from "prom-client";
import type { TunnelCounts } from "../link/tunnel-counts.ts";
import type { AgentStatus, ServiceStatus } from "./agent-status.ts";

/** What the agent has counted, in Prometheus' text format. */
export async function metricsText(status: AgentStatus, tunnel: TunnelCounts): Promise<string> {
  const registry = new Registry();
  addAgent(registry, status);
  addTunnel(registry, tunnel);
  for (const { name, help, value } of serviceCounters) {
    const counter = new Counter({ name, help, labelNames: ["model"], registers: [registry] });
    for (const service of status.services) counter.inc({ model: service.model }, value(service));
  }
  for (const { name, help, value } of serviceGauges) {
    const gauge = new Gauge({ name, help, labelNames: ["model"], registers: [registry] });
    for (const service of status.services) {
      const now = value(service);
      if (now !== null) gauge.set({ model: service.model }, now);
    }
  }
  return await registry.metrics();
}

type ServiceFigure<T> = {
  readonly name: string;
  readonly help: string;
  readonly value: (service: ServiceStatus) => T;
};

const serviceCounters: readonly ServiceFigure<number>[] = [
  {
    name: "club_agent_served_total",
    help: "Utterances spoken to their end",
    value: (s) => s.served,
  },
  { name: "club_agent_failed_total", help: "Utterances that failed", value: (s) => s.failed },
  {
    name: "club_agent_cancelled_total",
    help: "Utterances that were cancelled",
    value: (s) => s.cancelled,
  },
  {
    name: "club_agent_audio_seconds_total",
    help: "Seconds of audio spoken",
    value: (s) => s.audio_seconds,
  },
];

const serviceGauges: readonly ServiceFigure<number | null>[] = [
  {
    name: "club_agent_ready",
    help: "Whether the engine takes work",
    value: (s) => Number(s.ready),
  },
  { name: "club_agent_slots", help: "Utterances it may speak at once", value: (s) => s.slots },
  { name: "club_agent_slots_busy", help: "Utterances it speaks now", value: (s) => s.busy },
  {
    name: "club_agent_first_audio_p95_ms",
    help: "Time to first audio that 95 % of the latest utterances kept",
    value: (s) => s.first_audio_ms.p95,
  },
  {
    name: "club_agent_cancel_p95_ms",
    help: "Time from a cancel to a still engine that 95 % of the latest ones kept",
    value: (s) => s.cancel_ms.p95,
  },
  {
    name: "club_agent_real_time_factor",
    help: "Seconds of work for a second of audio",
    value: (s) => s.real_time_factor,
  },
];

function addAgent(registry: Registry, status: AgentStatus): void {
  const { connected_s, rtt_ms, attempts, background_failures } = status;
  const registers = [registry];
  new Gauge({ name: "club_agent_connected", help: "Whether the hub is connected", registers }).set(
    Number(connected_s !== null),
  );
  new Gauge({ name: "club_agent_attempts", help: "Failed dials in a row", registers }).set(
    attempts,
  );
  new Counter({
    name: "club_agent_background_failures_total",
    help: "Failures of background work",
    registers,
  }).inc(background_failures);
  if (rtt_ms === null) return;
  new Gauge({ name: "club_agent_round_trip_ms", help: "Latest round trip", registers }).set(rtt_ms);
}

function addTunnel(registry: Registry, tunnel: TunnelCounts): void {
  const registers = [registry];
  const counters = [
    {
      name: "club_agent_received_bytes_total",
      help: "Recordings received",
      by: tunnel.receivedBytes,
    },
    { name: "club_agent_sent_bytes_total", help: "PCM sent", by: tunnel.sentBytes },
    { name: "club_agent_credit_stalls_total", help: "Windows used up", by: tunnel.creditStalls },
    {
      name: "club_agent_resumed_streams_total",
      help: "Streams resumed",
      by: tunnel.resumedStreams,
    },
  ];
  for (const { name, help, by } of counters) new Counter({ name, help, registers }).inc(by);
  const help = "Streams that ended by RESET";
  const resets = new Counter({
    name: "club_agent_resets_total",
    help,
    labelNames: ["code"],
    registers,
  });
  for (const [code, count] of tunnel.resets) resets.inc({ code }, count);
}
