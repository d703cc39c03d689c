import { Failure } from "@club/shared/wire/failures.ts";
import { closeCodes, limits as wire } from "@club/shared/wire/limits.ts";
import proxyaddr from "@fastify/proxy-addr";
import type { FastifyInstance } from "fastify";
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import type { Accounts } from "./accounts/accounts.ts";
import { BrowserSessions } from "./accounts/browser-sessions.ts";
import { createAccounts } from "./accounts/create-accounts.ts";
import { DeviceLogin } from "./accounts/device-login.ts";
import { LoginThrottle } from "./accounts/login-throttle.ts";
import { Quotas } from "./accounts/quotas.ts";
import { openFolderArchive } from "./archive/folder-archive.ts";
import { systemClock as clock } from "./clock.ts";
import type { Settings } from "./config.ts";
import { dataFolder } from "./data-folder.ts";
import { createEncoders } from "./encoding/encoders.ts";
import { agentsReturnMs, drainMs, drainSpreadPerAgentMs } from "./limits.ts";
import { providerBody } from "./http/providers.ts";
import { httpServerFactory } from "./http-server.ts";
import { Metrics } from "./metrics.ts";
import { measure, noteEnd } from "./observe.ts";
import { AgentListener } from "./providers/agent-listener.ts";
import { Registry } from "./providers/registry.ts";
import { createHttpServer } from "./server.ts";
import { Activity } from "./speech/activity.ts";
import { Router } from "./routing/router.ts";
import { SpeechJobs } from "./speech/speech-jobs.ts";
import { serveStatus } from "./status/local-socket.ts";
import { openSqliteStore } from "./store/sqlite/open-sqlite-store.ts";
import type { RetentionPolicy } from "./upkeep/retention.ts";
import { startUpkeep } from "./upkeep/upkeep.ts";
import { openVoices } from "./voices/voices.ts";
import { hubVersion } from "./version.ts";

/** A hub that is serving. */
export interface Hub {
  /** e.g. `http://127.0.0.1:8080` */
  readonly url: string;
  /** Takes no new work, lets what runs finish as far as `signal` allows, then ends everything. */
  stop(signal: AbortSignal): Promise<void>;
}

/**
 * Starts a hub: opens its store and archive (made at first start), marks what a dead hub left
 * running, listens. Throws a Failure that says what to do where it cannot.
 */
export async function startHub(settings: Settings, log: Logger): Promise<Hub> {
  await using opened = new AsyncDisposableStack();
  const serverFactory = await httpServerFactory(settings);
  const folder = dataFolder(settings.data);
  const store = opened.adopt(
    await openSqliteStore(folder.root, { longLived: true, clock }),
    (one) => one.close(),
  );
  const archive = openFolderArchive({ folder: folder.audio, clock });
  opened.defer(() => archive.close());
  const voices = openVoices({
    folder: folder.voices,
    store: store.samples,
    ffmpeg: settings.ffmpeg,
    clock,
  });
  opened.defer(() => voices.close());
  const upkeep = opened.use(
    await startUpkeep({ store, archive, voices, policy: policyOf(settings), clock, log }),
  );
  const encoders = await createEncoders({
    ffmpeg: settings.ffmpeg,
    transcode: settings.transcode,
    opus: {
      bitsPerSecondPerChannel: settings.opusBitrateKbps * 1000,
      complexity: settings.opusComplexity,
    },
  });
  opened.defer(() => encoders.close());
  const metrics = new Metrics();
  const registry = new Registry();
  const startedMs = performance.now();
  const router = new Router(registry, async ({ caller, model }) => {
    if (performance.now() - startedMs > agentsReturnMs) return false;
    const used = await store.usage.summarize({ userId: caller.userId, groupBy: "model" });
    return used.some(({ group }) => group === model);
  });
  opened.defer(() => router.close());
  const accounts: Accounts = createAccounts(store.accounts, clock);
  const throttle = new LoginThrottle();
  const quotas = new Quotas(store.usage, clock);
  const agentListener = new AgentListener({
    accounts,
    throttle,
    registry,
    hubId: randomUUID(),
    telemetry: metrics.telemetry,
    log,
    addressOf: addressReader(settings.trustedProxies),
  });
  opened.defer(() => agentListener.close());
  const activity = new Activity();
  const speechJobs = new SpeechJobs({
    router,
    archive,
    history: store.history,
    log,
    resample: (...stage) => encoders.resample(...stage),
    onFailover: ({ provider, declaration }, failure) => {
      log.warn({ err: failure, provider: provider.id, model: declaration.model }, "failed over");
      metrics.failedOver(declaration.model, failure.code);
    },
    onBegin: ({ request }) => activity.tell(request.caller.userId, { id: request.id, at: "began" }),
    onEnd: (job, failure) => {
      noteEnd(job, failure, metrics, log);
      activity.tell(job.request.caller.userId, { id: job.request.id, at: "ended" });
    },
  });
  measure(metrics, agentListener, speechJobs, router);
  const faults = async (): Promise<readonly string[]> =>
    [await store.fault(), await archive.fault()].filter((one) => one !== undefined);
  const warnings = (): readonly string[] =>
    [encoders.ffmpegFault(), ...upkeep.warnings()].filter((one) => one !== undefined);
  const app = await createHttpServer({
    store,
    accounts,
    throttle,
    sessions: new BrowserSessions(clock),
    quotas,
    archive,
    voices,
    registry,
    agentListener,
    speechJobs,
    activity,
    metrics,
    log,
    devices: new DeviceLogin(store.deviceCodes, accounts, clock),
    encoderFor: (format) => encoders.choose(format),
    settings,
    serverFactory,
    faults,
    warnings,
  });
  opened.defer(() => app.close());
  const url = await listen(app, settings);
  const closeStatus = await serveStatus(settings.data, async () => {
    const reasons = await faults();
    return {
      schema: 1,
      state: reasons.length === 0 ? "ready" : "not_ready",
      url,
      version: hubVersion(),
      uptime_s: Math.floor((performance.now() - startedMs) / 1000),
      running: speechJobs.running,
      waiting: router.waiting,
      archive_bytes: archive.figures().isComplete ? archive.figures().bytes : null,
      reasons,
      warnings: warnings(),
      providers: registry.providers.map(providerBody),
    };
  });
  const owned = opened.move();
  return {
    url,
    stop: async (signal) => {
      // First of all, for the next hub on this folder opens a socket of its own under the same name.
      await closeStatus();
      await drain(app, agentListener, speechJobs, signal);
      await owned.disposeAsync();
    },
  };
}

async function listen(app: FastifyInstance, settings: Settings): Promise<string> {
  const { host, port, tlsCert } = settings;
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const message = `Cannot listen on ${host}:${port} (${(cause as Error).message}). Is another hub running? Give another --port, or 0 for a free one.`;
    throw new Failure("CONFLICT", message, { cause });
  }
  const address = app.server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `${tlsCert === undefined ? "http" : "https"}://${name}:${address.port}`;
}

/** The address behind a request, as far as the proxies in front are trusted. */
function addressReader(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const isTrusted = proxyaddr.compile([...trustedProxies]);
  return (request) => proxyaddr(request, isTrusted);
}

function policyOf({ keepDays, keepMegabytesPerUser }: Settings): RetentionPolicy {
  return {
    maxAgeMs: keepDays && keepDays * 24 * 60 * 60 * 1000,
    maxBytesPerUser: keepMegabytesPerUser && keepMegabytesPerUser * 1_000_000,
  };
}

/** The address is free for another hub at once; requests that are here may finish. */
async function drain(
  app: FastifyInstance,
  agentListener: AgentListener,
  speechJobs: SpeechJobs,
  signal: AbortSignal,
): Promise<void> {
  app.server.close();
  app.server.closeIdleConnections();
  const spreadMs = Math.min(
    wire.drainSpreadMs,
    agentListener.sessions.length * drainSpreadPerAgentMs,
  );
  agentListener.drain(drainMs, spreadMs);
  await speechJobs.drain(signal);
  for (const session of agentListener.sessions)
    session.close(closeCodes.restart, "the hub has stopped");
}
