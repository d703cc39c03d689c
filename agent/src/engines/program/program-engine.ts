import { beginSpeech, type Started, speechTimeouts } from "../begin-speech.ts";
import type { Engine, EngineDescription, Utterance } from "../engine.ts";
import type { ServiceConfig } from "../service-config.ts";
import { programHealth } from "./find-program.ts";

/** What tells one program from another. */
export type ProgramHabits = {
  /** Its name on the PATH, or its path. */
  readonly program: string;
  /** Whether it writes while it speaks, rather than when all is spoken. */
  readonly streams: boolean;
  describe(signal: AbortSignal): Promise<EngineDescription>;
  /** Runs it for one utterance. */
  speak(utterance: Utterance, signal: AbortSignal): Started;
};

/** An engine that starts a program for every utterance. */
export function programEngine(config: ServiceConfig, habits: ProgramHabits): Engine {
  return {
    kind: config.engine,
    describe: (signal) => habits.describe(signal),
    speak: (utterance, caller) =>
      beginSpeech(caller, speechTimeouts(config, habits.streams), async (signal) =>
        habits.speak(utterance, signal),
      ),
    health: () => programHealth(habits.program),
  };
}
