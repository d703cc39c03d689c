import type { Telemetry } from "@club/shared/mux/mux-endpoint.ts";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** What a hub counts, in Prometheus' terms: `/metrics`. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = this.#counter("club_requests_total", "Speech requests that ended.", [
    "model",
    "outcome",
  ]);
  readonly #audio = this.#counter("club_audio_seconds_total", "Audio generated.", ["model"]);
  readonly #failovers = this.#counter("club_failovers_total", "Providers given up in a request.", [
    "model",
    "code",
  ]);
  readonly #queue = this.#histogram("club_queue_seconds", "Wait for a slot.", ["model"]);
  readonly #firstAudio = this.#histogram(
    "club_first_audio_seconds",
    "From acceptance to the first encoded byte.",
    ["model"],
  );
  readonly #total = this.#histogram("club_request_seconds", "From acceptance to the end.", [
    "model",
    "outcome",
  ]);
  readonly #received = this.#counter("club_tunnel_received_bytes_total", "PCM from agents.");
  readonly #sent = this.#counter("club_tunnel_sent_bytes_total", "Recordings sent to agents.");
  readonly #stalls = this.#counter("club_tunnel_credit_stalls_total", "Stream windows used up.");
  readonly #resumes = this.#counter("club_tunnel_resumes_total", "Sessions that resumed.");
  readonly #resumedStreams = this.#counter("club_tunnel_resumed_streams_total", "Streams resumed.");
  readonly #resets = this.#counter("club_tunnel_resets_total", "RESETs from agents.", ["code"]);
  readonly #roundTrip = this.#histogram("club_tunnel_round_trip_seconds", "PING to PONG.");
  readonly #cancel = this.#histogram(
    "club_tunnel_cancel_seconds",
    "From the hub's RESET to the agent's answer.",
  );

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** What the tunnel tells: one for all sessions. */
  readonly telemetry: Telemetry = {
    received: (bytes) => this.#received.inc(bytes),
    sent: (bytes) => this.#sent.inc(bytes),
    creditStall: () => this.#stalls.inc(),
    roundTrip: (ms) => this.#roundTrip.observe(ms / 1000),
    reset: (code) => this.#resets.inc({ code }),
    cancelled: (ms) => this.#cancel.observe(ms / 1000),
    resumed: (streams) => {
      this.#resumes.inc();
      this.#resumedStreams.inc(streams);
    },
  };

  /** A number that is looked up when it is asked for. */
  gauge(name: string, help: string, read: () => number): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect: () => gauge.set(read()),
    });
  }

  failedOver(model: string, code: string): void {
    this.#failovers.inc({ model, code });
  }

  ended(request: EndedRequest): void {
    const { model, outcome } = request;
    this.#requests.inc({ model, outcome });
    this.#audio.inc({ model }, request.audioSeconds);
    this.#total.observe({ model, outcome }, request.totalMs / 1000);
    if (request.queueMs !== undefined) this.#queue.observe({ model }, request.queueMs / 1000);
    if (request.firstAudioMs !== undefined) {
      this.#firstAudio.observe({ model }, request.firstAudioMs / 1000);
    }
  }

  /** Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #counter(name: string, help: string, labelNames: readonly string[] = []): Counter {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.#registry] });
  }

  #histogram(name: string, help: string, labelNames: readonly string[] = []): Histogram {
    const registers = [this.#registry];
    return new Histogram({ name, help, labelNames: [...labelNames], registers, buckets });
  }
}

export type EndedRequest = {
  readonly model: string;
  readonly outcome: string;
  readonly audioSeconds: number;
  readonly queueMs: number | undefined;
  readonly firstAudioMs: number | undefined;
  readonly totalMs: number;
};

/** From a millisecond, the hub's own share, to the minutes of a long text. */
const buckets = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
];
