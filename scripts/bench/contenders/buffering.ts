import { join } from "node:path";
import { urlOf } from "../engine/engine.ts";
import { startMeasured } from "../measure/process.ts";
import type { Peer } from "./contender.ts";

/** A proxy that has the whole clip before it sends any of it. */
export const buffering: Peer = {
  name: "buffering proxy",
  async start(engine) {
    const program = join(import.meta.dirname, "buffering-proxy.ts");
    await using opened = new AsyncDisposableStack();
    const proxy = opened.use(
      startMeasured("the buffering proxy", process.execPath, [program, engine.url]),
    );
    const url = await urlOf(proxy);
    const owned = opened.move();
    return {
      name: "buffering proxy",
      target: { url: `${url}/v1/audio/speech`, headers: {} },
      processes: { proxy: [proxy.pid], engine: [engine.pid] },
      [Symbol.asyncDispose]: () => owned.disposeAsync(),
    };
  },
};
