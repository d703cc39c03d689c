import { Failure } from "@club/shared/wire/failures.ts";
import { boundedCall } from "./bounded-call.ts";
import type { Engine, Health, Speech } from "./engine.ts";
import { engineLimits } from "./limits.ts";

/**
 * An engine whose health tells busy from down: several servers answer nothing while they speak, so one
 * that accepts connections, speaks for us and does not answer is busy.
 */
export function withBusyHealth(engine: Engine): Engine {
  const speaking = new Set<symbol>();
  return {
    kind: engine.kind,
    describe: (signal) => engine.describe(signal),
    async speak(utterance, signal) {
      const one = Symbol("utterance");
      const done = () => {
        speaking.delete(one);
        signal.removeEventListener("abort", done);
      };
      speaking.add(one);
      signal.addEventListener("abort", done, { once: true });
      try {
        return whenDone(await engine.speak(utterance, signal), done);
      } catch (error) {
        done();
        throw error;
      }
    },
    async health(signal): Promise<Health> {
      try {
        return await boundedCall(
          signal,
          engineLimits.healthAnswerMs,
          "The engine's health",
          (inner) => engine.health(inner),
        );
      } catch (error) {
        if (!(error instanceof Failure) || error.code === "CANCELLED") throw error;
        if (error.code !== "NOT_READY" && speaking.size > 0) return { state: "busy" };
        return { state: "down", reason: error.message };
      }
    },
  };
}

function whenDone(speech: Speech, done: () => void): Speech {
  return { ...speech, audio: observed(speech.audio, done) };
}

async function* observed(
  audio: AsyncIterable<Uint8Array>,
  done: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* audio;
  } finally {
    done();
  }
}
