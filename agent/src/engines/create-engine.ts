import { unreachable } from "@club/shared/unreachable.ts";
import { diaEngine } from "./dia/dia-engine.ts";
import type { Engine } from "./engine.ts";
import { onDemandLimits } from "./on-demand/limits.ts";
import { onDemandEngine } from "./on-demand/on-demand-engine.ts";
import { OnDemandServer } from "./on-demand/on-demand-server.ts";
import type { StartedEngines } from "./on-demand/started-engines.ts";
import { openAiEngine } from "./openai/openai-engine.ts";
import { piperEngine } from "./piper/piper-engine.ts";
import { commandEngine } from "./program/command.ts";
import { espeakEngine } from "./program/espeak-ng.ts";
import { fliteEngine } from "./program/flite.ts";
import { rivaEngine } from "./riva.ts";
import type { ServiceConfig } from "./service-config.ts";
import { SharedHealth } from "./shared-health.ts";
import { withCatalog } from "./voices/with-catalog.ts";
import { withBoundedHealth } from "./with-bounded-health.ts";
import { wyomingEngine } from "./wyoming/wyoming-engine.ts";

/** Makes engines, started on demand where their owner says how, whose servers' health is shared by all the services of an address. */
export function engineMaker(started?: StartedEngines): (config: ServiceConfig) => Engine {
  const healths = new SharedHealth();
  return (config) => startedOnDemand(healths.of(createEngine(config), config), config, started);
}

function startedOnDemand(
  engine: Engine,
  config: ServiceConfig,
  started: StartedEngines | undefined,
): Engine {
  const { start, idleMinutes, startTimeoutMs = onDemandLimits.warmUpDefaultMs } = config;
  if (start === undefined) return engine;
  const server = new OnDemandServer({
    start,
    health: (signal) => engine.health(signal),
    warmUpMaxMs: startTimeoutMs,
    idleMs: idleMinutes === undefined ? undefined : idleMinutes * 60_000,
    now: () => performance.now(),
    started,
  });
  return onDemandEngine(engine, server);
}

/** The engine of a service, with its owner's choices of voices, aliases and features applied. */
export function createEngine(config: ServiceConfig): Engine {
  return withCatalog(withBoundedHealth(engineOf(config)), config);
}

function engineOf(config: ServiceConfig): Engine {
  switch (config.engine) {
    case "openai":
      return openAiEngine(config);
    case "command":
      return commandEngine(config);
    case "espeak-ng":
      return espeakEngine(config);
    case "flite":
      return fliteEngine(config);
    case "riva":
      return rivaEngine(config);
    case "dia":
      return diaEngine(config);
    case "piper":
      return piperEngine(config);
    case "wyoming":
      return wyomingEngine(config);
    default:
      return unreachable(config);
  }
}
