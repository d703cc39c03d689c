import type { Engine } from "../engine/engine.ts";
import type { Contender } from "./contender.ts";

/** The consumer speaks to the engine itself: what everything is compared with. */
export function direct(engine: Engine): Contender {
  return {
    name: "direct to the engine",
    target: { url: `${engine.url}/v1/audio/speech`, headers: {} },
    processes: { engine: [engine.pid] },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
