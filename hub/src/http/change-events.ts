import type { Caller } from "../accounts/caller.ts";
import type { Clock } from "../clock.ts";
import { type Model, modelsFor } from "../providers/catalog.ts";
import type { Provider } from "../providers/provider.ts";
import type { Registry } from "../providers/registry.ts";
import type { ServiceRecords } from "../routing/service-records.ts";
import type { Activity } from "../speech/activity.ts";
import { clubBody } from "./club.ts";
import { registryEventsEveryMs } from "./limits.ts";
import { visibleProviders } from "./providers.ts";

export type ChangeSources = {
  readonly registry: Registry;
  readonly records: ServiceRecords;
  readonly activity: Activity;
  readonly clock: Clock;
};

/** Tells `send` what changes for a caller, until the function that it returns is called. */
export function watchChanges(
  caller: Caller,
  { registry, records, activity, clock }: ChangeSources,
  send: (name: string, data: unknown) => void,
): () => void {
  const isConsumer = caller.scopes.includes("consumer");
  const isProvider = caller.scopes.some((scope) => scope === "provider" || scope === "admin");
  const views = [
    ...(isConsumer
      ? [
          view("models", () => modelsFor(registry, caller).map(shortModel)),
          view("club", () => clubBody(registry, records, caller)),
        ]
      : []),
    ...(isProvider
      ? [
          view("providers", () =>
            visibleProviders(registry, caller).map((one) =>
              shortProvider(one, records, clock.monotonicMs()),
            ),
          ),
        ]
      : []),
  ];
  const look = (): void => {
    for (const { name, hasChanged } of views) if (hasChanged()) send(name, {});
  };
  const registryWatch = atMostEvery(registryEventsEveryMs, look, clock);
  const stops = [
    registry.watch(registryWatch.call),
    records.watch(registryWatch.call),
    registryWatch.stop,
  ];
  if (isConsumer) {
    const stop = activity.watch(caller.userId, ({ id, at }) => {
      send("history", { id, at });
      if (at === "ended") send("usage", {});
    });
    stops.push(stop);
  }
  return () => {
    for (const stop of stops) stop();
  };
}

type View = { readonly name: string; readonly hasChanged: () => boolean };

function view(name: string, look: () => unknown): View {
  let seen = JSON.stringify(look());
  const hasChanged = (): boolean => {
    const now = JSON.stringify(look());
    const differs = now !== seen;
    seen = now;
    return differs;
  };
  return { name, hasChanged };
}

function shortModel({ id, type, providers, features, languages }: Model): unknown {
  const voices = providers.flatMap((one) => one.services.map((s) => s.declaration.voices.length));
  return [id, type, features, languages, voices];
}

function shortProvider(provider: Provider, records: ServiceRecords, nowMs: number): unknown {
  const services = provider.services.map((service) => {
    const { model, ready, reason, slots, access, voices } = service.declaration;
    const { busy, breaker } = records.of(service);
    const { served, failed, lastError } = breaker;
    return [model, ready, reason, slots, access, voices.length, busy, served, failed, lastError];
  });
  const { id, attachedMs, isPaused } = provider;
  return [id, provider.isUsable(nowMs), isPaused, attachedMs, services];
}

/** Calls at once where it can, else as soon as `everyMs` have passed, once for all that was asked. */
function atMostEvery(
  everyMs: number,
  task: () => void,
  clock: Clock,
): { readonly call: () => void; readonly stop: () => void } {
  let timer: Disposable | undefined;
  let isDue = false;
  const rest = (): void => {
    timer = undefined;
    if (!isDue) return;
    isDue = false;
    run();
  };
  const run = (): void => {
    timer = clock.after(everyMs, rest);
    task();
  };
  return {
    call: () => {
      if (timer === undefined) run();
      else isDue = true;
    },
    stop: () => timer?.[Symbol.dispose](),
  };
}
