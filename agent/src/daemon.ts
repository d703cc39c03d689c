import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { AgentStream } from "@club/shared/mux/agent-stream.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { limits } from "@club/shared/wire/limits.ts";
import { logJob, logPhase } from "./agent-log.ts";
import { atMost } from "./at-most.ts";
import { Availability, type AvailabilityRules } from "./availability/availability.ts";
import { DailyShare } from "./availability/daily-share.ts";
import type { Launch } from "./config/launch.ts";
import { problemLines } from "./config/problem.ts";
import type { Settings } from "./config/settings.ts";
import { readToken, tokenFile } from "./config/token-source.ts";
import type { DaemonOptions } from "./daemon-options.ts";
import { fileChanged } from "./files/file-changed.ts";
import { type Gpu, lowMemory } from "./gpu/gpu.ts";
import { readGpus } from "./gpu/read-gpus.ts";
import { watchGpus } from "./gpu/watch-gpus.ts";
import { JobRunner } from "./jobs/job-runner.ts";
import type { JobReport } from "./jobs/run-job.ts";
import { agentLimits } from "./limits.ts";
import { HubLink } from "./link/hub-link.ts";
import { TunnelCounts } from "./link/tunnel-counts.ts";
import type { LogRing } from "./log-ring.ts";
import { ServiceManager } from "./services/service-manager.ts";
import type { Service } from "./services/service.ts";
import type { AgentStatus } from "./status/agent-status.ts";
import { daemonStatus } from "./status/daemon-status.ts";
import { LocalApi } from "./status/local-api.ts";
import type { AgentControls } from "./status/local-routes.ts";
import { fileName } from "./status/socket-path.ts";

/** A running agent: its services, its link to the hub and its local socket, from start to stop. */
export class Daemon implements AgentControls {
  readonly tunnel: TunnelCounts = new TunnelCounts();
  readonly #options: DaemonOptions;
  readonly #serviceManager: ServiceManager;
  readonly #jobs: JobRunner;
  readonly #link: HubLink;
  readonly #availability: Availability;
  readonly #startMs: number;
  readonly #stopped: PromiseWithResolvers<void> = Promise.withResolvers();
  #settings: Settings;
  #requests = 0;
  #isDraining = false;
  #isFollowed = false;
  #api: LocalApi | undefined;
  #gpus: readonly Gpu[] = [];

  static async create(options: DaemonOptions): Promise<Daemon> {
    const name = fileName(options.settings.name.value);
    const path = join(options.paths.state, `${name}.day.json`);
    const failed = (thrown: unknown): void =>
      options.background.failed("keeping the day's share", thrown);
    return new Daemon(options, await DailyShare.open(path, options.wallClock, failed));
  }

  private constructor(options: DaemonOptions, share: DailyShare) {
    const { settings, createEngine, now, wallClock, log, background } = options;
    const changed = (): void => {
      this.#suspendEngines();
      this.#declare();
    };
    this.#options = options;
    this.#settings = settings;
    this.#startMs = now();
    this.#availability = new Availability(rulesOf(settings), { share, wallClock, changed });
    this.#serviceManager = new ServiceManager({
      createEngine,
      now,
      changed,
      background,
    });
    this.#jobs = new JobRunner({
      find: (id) => this.#serviceManager.find(id),
      closed: () => this.#availability.closed,
      done: (stream, service, report) => this.#done(stream, service, report),
      refused: ({ request }, { code, message }) =>
        log.warn({ request: request.request, code }, message),
      now,
    });
    this.#link = this.#createLink();
  }

  get launch(): Launch {
    return this.#options.launch;
  }

  get logs(): LogRing {
    return this.#options.logs;
  }

  /** Serves until `drain` is done or `close` was called. Throws as `HubLink.run` does. */
  async run(): Promise<void> {
    const { paths, background } = this.#options;
    const { name, listen } = this.#settings;
    const watching = new AbortController();
    await using api = await LocalApi.open({ paths, name: name.value, listen: listen.value }, this);
    this.#api = api;
    // Before an engine can be started: its owner's rule may be about free memory.
    const looked = readGpus(watching.signal).then((gpus) => (this.#gpus = gpus));
    await atMost(agentLimits.firstLookMs, looked);
    this.#serviceManager.replace(this.#settings.services.map(({ value }) => value));
    this.#suspendEngines();
    this.#options.notify("READY=1");
    const keep = (work: string, run: (signal: AbortSignal) => Promise<void>): Promise<void> =>
      background.keep(work, run, watching.signal);
    const watches = [
      keep("watching the owner's rules", (signal) => this.#availability.watch(signal)),
      keep("looking at the graphics cards", (signal) =>
        watchGpus((gpus) => this.#seenGpus(gpus), signal),
      ),
      keep("watching the configuration", (signal) => this.#watchFile(signal)),
    ];
    try {
      await atMost(agentLimits.firstLookMs, this.#serviceManager.seen);
      this.#declare();
      await this.#link.run();
    } finally {
      this.#stopped.resolve();
      watching.abort();
      const ends = [...watches, this.#serviceManager.stop(), this.#jobs.idle()];
      await atMost(agentLimits.closeMs, Promise.all(ends));
    }
  }

  /**
   * Takes nothing new, leaves its name to the next agent and finishes what is in flight; then `run`
   * returns, after the grace in any case.
   */
  async drain(): Promise<void> {
    if (this.#isDraining) return;
    this.#isDraining = true;
    this.#options.log.info("draining: finishing what is being spoken");
    if (!this.#isFollowed) this.#options.notify("STOPPING=1");
    this.#link.drain();
    const { background } = this.#options;
    await this.#api
      ?.giveUpName()
      .catch((thrown: unknown) => background.failed("leaving the name to the next agent", thrown));
    if (this.#isFollowed) this.#options.successor.start();
    await atMost(limits.drainGraceMs, this.#stopped.promise);
    this.#link.close();
  }

  restart(): void {
    if (this.#isDraining) throw new Failure("CONFLICT", "This agent is stopping already.");
    this.#isFollowed = true;
    this.#options.successor.expect();
    this.#options.background.attempt("handing over", this.drain());
  }

  /** Ends everything at once: what is being spoken is lost. */
  close(): void {
    this.#link.close();
  }

  pause(forMs: number): void {
    this.#availability.pause(forMs);
  }

  resume(): void {
    this.#availability.resume();
  }

  /** Serves what the configuration says now; with a fault in it, what it said before. */
  async reload(): Promise<string> {
    const { log, loadSettings } = this.#options;
    const loaded = await loadSettings();
    if ("problems" in loaded) {
      const problems = problemLines(loaded.problems);
      log.error(`the configuration stays as it was:\n${problems}`);
      return problems;
    }
    const { hub, name } = loaded.settings;
    if (
      hub.value.href !== this.#settings.hub.value.href ||
      name.value !== this.#settings.name.value
    ) {
      log.warn("another hub or name takes effect at the next start");
    }
    this.#settings = { ...loaded.settings, hub: this.#settings.hub, name: this.#settings.name };
    this.#serviceManager.replace(loaded.settings.services.map(({ value }) => value));
    this.#availability.change(rulesOf(loaded.settings));
    this.#declare();
    this.#link.hurry();
    log.info("the configuration was read again");
    return "";
  }

  status(): AgentStatus {
    const parts = {
      settings: this.#settings,
      version: this.#options.version,
      link: this.#link,
      serviceManager: this.#serviceManager,
      closed: this.#availability.closed,
      isDraining: this.#isDraining,
      requests: this.#requests,
      background: this.#options.background,
      gpus: this.#gpus,
      startMs: this.#startMs,
    };
    return daemonStatus(parts, this.#options.now());
  }

  #createLink(): HubLink {
    const { settings, version, once, log, random, now } = this.#options;
    const options = {
      hub: settings.hub.value,
      name: settings.name.value,
      version,
      instance: randomUUID(),
      readToken: () => readToken(this.#settings.token.value),
      tokenChanged: (signal: AbortSignal) =>
        fileChanged(tokenFile(this.#settings.token.value), signal),
      once,
      services: [],
      telemetry: this.tunnel,
      random,
      now,
    };
    return new HubLink(options, {
      opened: (stream) => this.#opened(stream),
      forgetPrompt: (hash) => this.#jobs.forgetPrompt(hash),
      faulted: (thrown) => log.error({ err: thrown }, "a fault of the agent ended its connection"),
      changed: (phase) => {
        logPhase(log, settings.hub.value.origin, phase, now());
        if ("failure" in phase) this.#options.notify(`STATUS=${phase.failure.message}`);
        else this.#options.notify(`STATUS=${phase.at}: ${settings.hub.value.origin}`);
      },
    });
  }

  #declare(): void {
    this.#options.background.guard("declaring the services", () => {
      this.#link.declare(this.#serviceManager.declarations(this.#availability.closed));
    });
  }

  #seenGpus(gpus: readonly Gpu[]): void {
    this.#gpus = gpus;
    this.#suspendEngines();
  }

  /** For the owner's own program they make room; for want of memory none is started. */
  #suspendEngines(): void {
    const pause = this.#availability.programPause;
    const low = lowMemory(this.#gpus, this.#settings.gpuFreeGb.value);
    if (pause !== undefined) this.#serviceManager.suspend({ at: "all", reason: pause });
    else if (low !== undefined) this.#serviceManager.suspend({ at: "cold", reason: low });
    else this.#serviceManager.suspend({ at: "none" });
  }

  #opened(stream: AgentStream): void {
    this.#requests += 1;
    this.#jobs.admit(stream);
  }

  #done(stream: AgentStream, service: Service, report: JobReport): void {
    this.#availability.spoke(report.figures.audioSeconds);
    logJob(this.#options.log, stream, service, report);
  }

  /** A changed file is read as if somebody had asked for it. */
  async #watchFile(signal: AbortSignal): Promise<void> {
    const { file } = this.#settings;
    while (!signal.aborted) {
      await fileChanged(file, signal);
      if (!signal.aborted) await this.reload();
    }
  }
}

function rulesOf(settings: Settings): AvailabilityRules {
  return {
    quietHours: settings.quietHours.value,
    dailyAudioMinutes: settings.dailyAudioMinutes.value,
    pauseWhile: settings.pauseWhile.value,
  };
}
