import type { Engine, EngineDescription, Speech } from "../engine.ts";
import type { OnDemandServer } from "./on-demand-server.ts";

/**
 * An engine whose server is started when it is spoken through. What it offers is known from the last
 * time that it ran; to know it at all, it is started once.
 */
export function onDemandEngine(engine: Engine, server: OnDemandServer): Engine {
  let known: EngineDescription | undefined;
  return {
    kind: engine.kind,
    async describe(signal) {
      if (server.at === "running") return (known = await engine.describe(signal));
      if (known !== undefined) return known;
      using _ = await server.use(signal);
      return (known = await engine.describe(signal));
    },
    async speak(utterance, signal) {
      const use = await server.use(signal);
      const done = () => use[Symbol.dispose]();
      // Where nobody comes to hear it, the signal fires.
      signal.addEventListener("abort", done, { once: true });
      try {
        return using(await engine.speak(utterance, signal), done);
      } catch (error) {
        done();
        throw error;
      }
    },
    health: (signal) => server.health(signal),
    suspend: (reason) => server.suspend(reason),
    resume: () => server.resume(),
    close: () => server.close(),
  };
}

function using(speech: Speech, done: () => void): Speech {
  return { ...speech, audio: until(speech.audio, done) };
}

async function* until(
  audio: AsyncIterable<Uint8Array>,
  done: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* audio;
  } finally {
    done();
  }
}
