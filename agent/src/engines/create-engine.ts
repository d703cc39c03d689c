import { Failure } from "@club/shared/wire/failures.ts";
import { unreachable } from "@club/shared/unreachable.ts";
import type { Engine } from "./engine.ts";
import { openAiEngine } from "./openai/openai-engine.ts";
import { commandEngine } from "./program/command.ts";
import { espeakEngine } from "./program/espeak-ng.ts";
import { fliteEngine } from "./program/flite.ts";
import type { ServiceConfig } from "./service-config.ts";
import { withBusyHealth } from "./with-busy-health.ts";
import { withCatalog } from "./voices/with-catalog.ts";

/** The engine of a service, with its owner's choices of voices, aliases and features applied. */
export function createEngine(config: ServiceConfig): Engine {
  return withCatalog(withBusyHealth(engineOf(config)), config);
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
    case "dia":
    case "piper":
    case "wyoming":
      throw new Failure("NOT_READY", `The engine ${config.engine} is not there yet.`);
    default:
      return unreachable(config);
  }
}
