import { randomUUID } from "node:crypto";
import type { AgentStream } from "@club/shared/mux/agent-stream.ts";
import { noTelemetry } from "@club/shared/mux/mux-end.ts";
import { unreachable } from "@club/shared/unreachable.ts";
import { limits } from "@club/shared/wire/limits.ts";
import type { Logger } from "pino";
import { atMost } from "./at-most.ts";
import type { Paths } from "./config/paths.ts";
import type { Settings } from "./config/settings.ts";
import { readToken } from "./config/token-source.ts";
import { tokenChanged } from "./config/token-changed.ts";
import type { Engine } from "./engines/engine.ts";
import type { ServiceConfig } from "./engines/service-config.ts";
import { JobDesk } from "./jobs/job-desk.ts";
import type { JobReport } from "./jobs/run-job.ts";
import { agentLimits } from "./limits.ts";
import { HubLink } from "./link/hub-link.ts";
import type { LinkPhase } from "./link/link-phase.ts";
import { Roster } from "./services/roster.ts";
import type { Service } from "./services/service.ts";
import { agentState } from "./status/agent-state.ts";
import type { AgentStatus } from "./status/agent-status.ts";
import { serveSocket } from "./status/local-server.ts";
import { serviceStatus } from "./status/service-status.ts";
import { socketPath } from "./status/socket-path.ts";

export type DaemonOptions = {
  readonly settings: Settings;
  readonly paths: Paths;
  readonly version: string;
  /** Whether a first dial that fails ends it. */
  readonly once: boolean;
  readonly createEngine: (config: ServiceConfig) => Engine;
  readonly log: Logger;
  /** A monotonic clock, and chance in [0, 1). */
  readonly now: () => number;
  readonly random: () => number;
};

/** A running agent: its services, its link to the hub and its local socket, from start to stop. */
export class Daemon {
  readonly #options: DaemonOptions;
  readonly #roster: Roster;
  readonly #desk: JobDesk;
  readonly #link: HubLink;
  readonly #startMs: number;
  readonly #stopped: PromiseWithResolvers<void> = Promise.withResolvers();
  #requests = 0;
  #isDraining = false;

  constructor(options: DaemonOptions) {
    const { settings, version, once, createEngine, now, random } = options;
    this.#options = options;
    this.#startMs = now();
    this.#roster = new Roster(
      settings.services.map(({ value }) => value),
      { createEngine, now, changed: () => this.#declare() },
    );
    this.#desk = new JobDesk({
      find: (id) => this.#roster.find(id),
      closed: () => undefined,
      done: (stream, service, report) => this.#logJob(stream, service, report),
      refused: (stream, failure) =>
        options.log.warn({ request: stream.request.request, code: failure.code }, failure.message),
      now,
    });
    const token = settings.token.value;
    this.#link = new HubLink(
      {
        hub: settings.hub.value,
        name: settings.name.value,
        version,
        instance: randomUUID(),
        readToken: () => readToken(token),
        tokenChanged: (signal) => tokenChanged(token, signal),
        once,
        services: this.#roster.declarations(undefined),
        telemetry: noTelemetry,
        random,
        now,
      },
      {
        opened: (stream) => this.#opened(stream),
        changed: (phase) => this.#logPhase(phase),
      },
    );
  }

  /** Serves until `drain` is done or `close` was called. Throws as `HubLink.run` does. */
  async run(): Promise<void> {
    const { paths, settings } = this.#options;
    const watching = new AbortController();
    const place = socketPath(paths, settings.name.value);
    await using _ = await serveSocket(place, { "GET /status": () => this.status() });
    const watch = this.#roster.watch(watching.signal);
    try {
      await atMost(agentLimits.firstLookMs, this.#roster.seen);
      await this.#link.run();
    } finally {
      this.#stopped.resolve();
      watching.abort();
      await atMost(agentLimits.closeMs, Promise.all([watch, this.#desk.idle()]));
    }
  }

  /** Takes nothing new, finishes what is in flight, then `run` returns; after the grace in any case. */
  async drain(): Promise<void> {
    if (this.#isDraining) return;
    this.#isDraining = true;
    this.#options.log.info("draining: finishing what is being spoken");
    this.#link.drain();
    await atMost(limits.drainGraceMs, this.#stopped.promise);
    this.#link.close();
  }

  /** Ends everything at once: what is being spoken is lost. */
  close(): void {
    this.#link.close();
  }

  status(): AgentStatus {
    const { settings, version, now } = this.#options;
    const { phase, attempts, roundTripMs, isSuspect } = this.#link;
    const declared = this.#roster.declarations(undefined);
    const situation = {
      phase,
      isSuspect,
      isDraining: this.#isDraining,
      closed: undefined,
      declared,
      requests: this.#requests,
    };
    return {
      schema: 1,
      ...agentState(situation),
      hub: settings.hub.value.href,
      name: settings.name.value,
      version,
      pid: process.pid,
      uptime_s: seconds(now() - this.#startMs),
      connected_s: phase.at === "up" ? seconds(now() - phase.sinceMs) : null,
      rtt_ms: roundTripMs === undefined ? null : Number(roundTripMs.toFixed(1)),
      attempts,
      retry_s: phase.at === "waiting" ? seconds(Math.max(0, phase.untilMs - now())) : null,
      services: this.#roster.services.map(serviceStatus),
    };
  }

  #declare(): void {
    this.#link.declare(this.#roster.declarations(undefined));
  }

  #opened(stream: AgentStream): void {
    this.#requests += 1;
    this.#desk.admit(stream);
  }

  #logPhase(phase: LinkPhase): void {
    const { log, settings, now } = this.#options;
    const hub = settings.hub.value.origin;
    switch (phase.at) {
      case "dialling":
        return log.debug({ hub }, "connecting");
      case "up":
        return log.info({ hub, name: settings.name.value }, "connected");
      case "waiting":
        return log.warn(
          { hub, code: phase.failure.code, retryMs: Math.round(phase.untilMs - now()) },
          phase.failure.message,
        );
      case "refused":
        return log.error({ hub, code: phase.failure.code }, phase.failure.message);
      case "stopped":
        return log.info({ hub }, "stopped");
      default:
        return unreachable(phase);
    }
  }

  #logJob(stream: AgentStream, service: Service, { outcome, figures }: JobReport): void {
    const { log } = this.#options;
    const facts = {
      request: stream.request.request,
      model: service.config.model,
      audioSeconds: Number(figures.audioSeconds.toFixed(3)),
      firstAudioMs: figures.firstAudioMs && Math.round(figures.firstAudioMs),
    };
    if (outcome.at === "failed") {
      log.warn({ ...facts, code: outcome.failure.code }, outcome.failure.message);
    } else log.info(facts, outcome.at);
  }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1_000);
}
