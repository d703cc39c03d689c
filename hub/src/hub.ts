import { closeCodes, limits as wire } from "@club/shared/wire/limits.ts";
import type { Logger } from "pino";
import { createAccountServices } from "./account-services.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { Settings } from "./config.ts";
import { dataFolder } from "./data-folder.ts";
import { drainMs, drainSpreadPerAgentMs } from "./limits.ts";
import { joinPath } from "./http/invitations.ts";
import { Metrics } from "./metrics.ts";
import { measure } from "./observe.ts";
import { type Http, openHttp } from "./open-http.ts";
import { openSpeech, type Speech } from "./open-speech.ts";
import { openStorage } from "./open-storage.ts";
import { openTunnel, type Tunnel } from "./open-tunnel.ts";
import { hubStatus } from "./status/hub-status.ts";
import { serveStatus } from "./status/local-socket.ts";
import { beginServing } from "./store/sqlite/serving-lock.ts";

/** A hub that is serving. */
export interface Hub {
  /** e.g. `http://127.0.0.1:8080` */
  readonly url: string;
  /** Where the owner of a hub without users makes the first one; undefined where there are some. */
  readonly setUpLink: string | undefined;
  /** Takes no new work, lets what runs finish as far as `signal` allows, then ends everything. */
  stop(signal: AbortSignal): Promise<void>;
}

/** Starts a hub: opens its parts from the bottom up, and listens. Throws a Failure that says what to do. */
export async function startHub(
  settings: Settings,
  log: Logger,
  clock: Clock = systemClock,
): Promise<Hub> {
  await using opened = new AsyncDisposableStack();
  const startedMs = clock.monotonicMs();
  const metrics = new Metrics();
  const storage = opened.use(await openStorage(settings, log, clock));
  const serving = opened.use(await beginServing(dataFolder(settings.data), clock));
  const accountServices = createAccountServices(storage.store, clock);
  const { marks } = storage.store;
  const tunnel = opened.use(
    await openTunnel({ ...accountServices, settings, metrics, log, clock, marks }),
  );
  const { registry } = tunnel;
  const speech = opened.use(await openSpeech({ settings, storage, registry, metrics, log, clock }));
  measure(metrics, tunnel.agentListener, speech);
  const parts = { settings, storage, accountServices, tunnel, speech, metrics, log, clock };
  const http = opened.use(await openHttp(parts));
  const status = { url: http.url, startedMs, clock, storage, tunnel, speech };
  const closeStatus = await serveStatus(settings.data, () => hubStatus(status));
  const code = await accountServices.invitations.createForOwner();
  const owned = opened.move();
  return {
    url: http.url,
    setUpLink: code && `${settings.publicUrl ?? http.url}${joinPath(code)}`,
    stop: async (signal) => {
      // First of all, for the next hub on this folder opens a socket of its own under the same name, and
      // serves while this one finishes what it has.
      await closeStatus();
      await http.stopJobs();
      serving[Symbol.dispose]();
      await drain(http, tunnel, speech, signal);
      await owned.disposeAsync();
    },
  };
}

/** The address is free for another hub at once; requests that are here may finish. */
async function drain(
  http: Http,
  { agentListener }: Tunnel,
  { speechJobs }: Speech,
  signal: AbortSignal,
): Promise<void> {
  http.stopListening();
  const spreadMs = Math.min(
    wire.drainSpreadMs,
    agentListener.sessions.length * drainSpreadPerAgentMs,
  );
  agentListener.drain(drainMs, spreadMs);
  await speechJobs.drain(signal);
  for (const session of agentListener.sessions)
    session.close(closeCodes.restart, "the hub has stopped");
  await http.close(signal);
}
