import { Failure } from "@club/shared/wire/failures.ts";
import type { Engine, EngineFeature } from "../engine.ts";
import type { CommandConfig } from "../service-config.ts";
import { commandLine, isSafe } from "./command-line.ts";
import { programEngine } from "./program-engine.ts";
import { runProgram } from "./run-program.ts";

/** Any program that takes text on stdin and writes audio to stdout. */
export function commandEngine(config: CommandConfig): Engine {
  const [program = "", ...template] = config.command;
  const asked =
    config.output === "pcm"
      ? { as: "pcm" as const, format: { rateHz: config.pcmRateHz, channels: config.pcmChannels } }
      : { as: "file" as const };
  return programEngine(config, {
    program,
    streams: config.features?.includes("streaming") ?? true,
    async describe() {
      const voices = (config.voices ?? []).map((name) => ({ name, languages: [] }));
      return { voices, features: featuresOf(template) };
    },
    speak(utterance, signal) {
      const { voice } = utterance;
      if (voice !== undefined && !isSafe(voice)) {
        throw new Failure("VOICE_NOT_FOUND", "No voice has such a name.", { param: "voice" });
      }
      const argv = commandLine(template, utterance);
      return { body: runProgram(program, argv, { input: utterance.text, signal }), asked };
    },
  });
}

/** A program writes as it speaks, unless its owner says otherwise with `features`. */
function featuresOf(template: readonly string[]): EngineFeature[] {
  return template.some((argument) => argument.includes("{speed}"))
    ? ["streaming", "speed"]
    : ["streaming"];
}
