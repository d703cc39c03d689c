import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import type { Logger } from "pino";
import type { AccountServices } from "./account-services.ts";
import { type Scope, scopes } from "./accounts/scope.ts";
import type { Clock } from "./clock.ts";
import type { Settings } from "./config.ts";
import { downloadRoutes } from "./downloads/download-routes.ts";
import { openRelease, type Release } from "./downloads/release.ts";
import { audioFormats } from "./encoding/formats.ts";
import { adminRoutes } from "./http/admin-routes.ts";
import { authenticate } from "./http/authentication.ts";
import { clubRoutes } from "./http/club.ts";
import { consumerRoutes } from "./http/consumer-routes.ts";
import { createApp } from "./http/create-app.ts";
import { eventsRoutes } from "./http/events.ts";
import { guarded } from "./http/guarded.ts";
import { invitationRoutes } from "./http/invitations.ts";
import { listenForMetrics } from "./http/metrics-listener.ts";
import { ModelNames } from "./http/model-names.ts";
import { refuseOtherMethods } from "./http/other-methods.ts";
import { openRoutes } from "./http/open-routes.ts";
import { providerRoutes } from "./http/provider-routes.ts";
import { ownKeysRoutes } from "./http/own-keys.ts";
import { publicRoutes, type PublicRoutesOptions } from "./http/public-routes.ts";
import type { Upgrade, Upgrades } from "./http/server-factory.ts";
import { lastAnswersMs } from "./limits.ts";
import type { SpeechRoutesOptions } from "./http/speech.ts";
import { dataFolder } from "./data-folder.ts";
import { openLive, type OpenLiveOptions } from "./live/open-live.ts";
import { type LongForm, openLongForm } from "./long-form/open-long-form.ts";
import type { Metrics } from "./metrics.ts";
import type { Speech } from "./open-speech.ts";
import type { Storage } from "./open-storage.ts";
import type { Tunnel } from "./open-tunnel.ts";
import { hubVersion } from "./version.ts";

/** The HTTP server, listening. */
export interface Http extends AsyncDisposable {
  /** e.g. `http://127.0.0.1:8080` */
  readonly url: string;
  /** Leaves jobs in the background to the next hub. */
  stopJobs(): Promise<void>;
  /** Takes no new connections, so that another hub may have the port; requests that run go on. */
  stopListening(): void;
  /** Lets answers go out; when `signal` fires, every connection is cut, whatever it is at. */
  close(signal: AbortSignal): Promise<void>;
}

export type HttpOptions = {
  readonly settings: Settings;
  readonly storage: Storage;
  readonly accountServices: AccountServices;
  readonly tunnel: Tunnel;
  readonly speech: Speech;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly clock: Clock;
};

/** Serves every route. Throws INVALID_REQUEST for a bad certificate, CONFLICT where it cannot listen. */
export async function openHttp(options: HttpOptions): Promise<Http> {
  const { settings, accountServices, tunnel, speech, clock } = options;
  const { accounts, devices } = accountServices;
  const { registry } = tunnel;
  await using opened = new AsyncDisposableStack();
  const speaking = speechOptions(options);
  const live = openLive(liveOptions(options, speaking));
  const longForm = opened.use(longFormOf(options, speaking.models));
  const withLive = { ...speaking, streamed: live.streamed };
  const agents = agentUpgrade(tunnel);
  const upgrades: Upgrades = (path) =>
    path === "/v1/agent" ? agents : live.listener.upgradeOf(path);
  const app = await createApp(settings, upgrades, live.urlOf, options.log, clock);
  opened.defer(() => app.close());
  opened.defer(() => live.listener.close());
  const withKey = (some: readonly Scope[], routes: FastifyPluginAsync): PromiseLike<unknown> =>
    app.register(guarded(authenticate(some, accountServices), routes));
  const otherMethods = refuseOtherMethods(app);
  const { usage } = options.storage.store;
  const { activity, records } = speech;
  const release = await releaseOf(options);
  const { publicUrl, providersSeeUsers, metricsAddress } = settings;
  await app.register(publicRoutes(publicOptions(options, release !== undefined)));
  if (release !== undefined) await app.register(downloadRoutes({ release, publicUrl }));
  await withKey(scopes, eventsRoutes({ accounts, registry, records, activity, clock }));
  await withKey(["consumer"], consumer(options, withLive));
  await withKey(["consumer"], longForm.routes);
  await withKey(["consumer"], clubRoutes({ registry, records, router: speech.router }));
  await app.register(live.routes);
  await withKey(
    ["provider", "admin"],
    providerRoutes({ ...tunnel, records, accounts, usage, providersSeeUsers, devices, clock }),
  );
  await withKey(scopes, invitationRoutes({ ...accountServices, publicUrl }));
  await withKey(["consumer", "admin"], ownKeysRoutes(accountServices));
  await withKey(["admin"], adminRoutes({ accounts, store: options.storage.store, clock }));
  if (settings.openListing) {
    await app.register(openRoutes({ ...accountServices, registry, speech: withLive }));
  }
  await app.register(otherMethods);
  if (metricsAddress !== undefined) {
    opened.use(await listenForMetrics(metricsAddress, options.metrics));
  }
  const url = await listen(app, settings);
  await longForm.begin();
  const owned = opened.move();
  return {
    url,
    stopJobs: () => longForm.stop(),
    stopListening: () => {
      app.server.close();
      app.server.closeIdleConnections();
    },
    close: (signal) => {
      live.listener.close();
      return close(app, signal, clock);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function close(app: FastifyInstance, signal: AbortSignal, clock: Clock): Promise<void> {
  using timers = new DisposableStack();
  // What was just cancelled is still to be told so.
  const cutSoon = (): void =>
    void timers.use(clock.after(lastAnswersMs, () => app.server.closeAllConnections()));
  if (signal.aborted) cutSoon();
  else signal.addEventListener("abort", cutSoon, { once: true });
  await app.close();
  signal.removeEventListener("abort", cutSoon);
}

function agentUpgrade({ agentListener }: Tunnel): Upgrade {
  return (request, socket, head) => void agentListener.upgrade(request, socket, head);
}

/** Without its files a hub still speaks, so it says what is wrong with them and goes on. */
async function releaseOf({ settings, log }: HttpOptions): Promise<Release | undefined> {
  const { releaseFolder } = settings;
  if (releaseFolder === undefined) return undefined;
  try {
    return await openRelease(resolve(releaseFolder), hubVersion());
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    log.warn({ folder: releaseFolder, why }, "the agent is not handed out from the release folder");
    return undefined;
  }
}

function publicOptions(options: HttpOptions, installs: boolean): PublicRoutesOptions {
  const { settings, storage, accountServices, speech, metrics, clock } = options;
  const { maxInputCharacters, sharing, publicUrl } = settings;
  const { encoders } = speech;
  const formats = audioFormats.filter((format) => encoders.choose(format).format === format);
  return {
    health: {
      faults: () => storage.faults(),
      warnings: () => [...speech.warnings(), ...storage.warnings()],
    },
    metrics: settings.metricsAddress === undefined ? { metrics, ...accountServices } : undefined,
    device: { devices: accountServices.devices, publicUrl },
    invitations: accountServices,
    session: { ...accountServices, hub: { maxInputCharacters, sharing, installs, formats } },
    shared: sharing ? { ...storage, clock } : undefined,
  };
}

function liveOptions(options: HttpOptions, speaking: Speaking): OpenLiveOptions {
  const { accountServices, tunnel, speech, log } = options;
  const { router } = speech;
  const { addressOf, registry } = tunnel;
  return { ...accountServices, ...speaking, router, registry, log, addressOf };
}

function consumer(options: HttpOptions, speech: SpeechRoutesOptions): FastifyPluginAsync {
  const { storage, accountServices, tunnel } = options;
  const { sharing } = options.settings;
  const { router, previews } = options.speech;
  return consumerRoutes({
    speech,
    accounts: accountServices.accounts,
    registry: tunnel.registry,
    router,
    previews,
    storage,
    sharing,
  });
}

function longFormOf(options: HttpOptions, models: ModelNames): LongForm {
  const { settings, storage, accountServices, tunnel, speech, clock, log } = options;
  return openLongForm({
    ...settings,
    ...accountServices,
    store: storage.store.audioJobs,
    folder: dataFolder(settings.data).jobs,
    models,
    registry: tunnel.registry,
    speaking: speech.speaking,
    encoders: speech.encoders,
    clock,
    log,
  });
}

/** What it takes to speak, however a text comes. */
type Speaking = Omit<SpeechRoutesOptions, "streamed"> & Pick<OpenLiveOptions, "encoders">;

function speechOptions(options: HttpOptions): Speaking {
  const { settings, accountServices, tunnel, clock } = options;
  const { speechJobs, encoders } = options.speech;
  return {
    speechJobs,
    quotas: accountServices.quotas,
    encoders,
    defaultFormat: settings.defaultFormat,
    clock,
    models: new ModelNames(tunnel.registry, settings.modelAliases),
    maxInputCharacters: settings.maxInputCharacters,
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
