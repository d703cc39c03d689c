import type { EngineDescription } from "../engines/engine.ts";
import { openAiVoices } from "../engines/voices/openai-voices.ts";
import { initLimits } from "./limits.ts";
import type { Tried } from "./try-candidates.ts";

/** What was found, for a person, in two lines. */
export function wordsOf({ candidate, trial }: Tried): readonly string[] {
  const { server, at, settings } = candidate;
  const head = `${server} at ${at}, model ${String(settings["model"])}`;
  if (trial.at === "failed") return [`✗ ${head}`, `    ${trial.reason}`];
  const pace = (1 / trial.realTimeFactor).toFixed(1);
  const claims = [settings["features"] ?? trial.description.features].flat();
  const streams = (trial.streamed ?? claims.includes("streaming")) ? "streams" : "does not stream";
  const first = `first audio after ${Math.round(trial.firstAudioMs)} ms`;
  const figures = `${streams}, ${first}, ${pace} × real time, ${trial.rateHz} Hz`;
  return [`✓ ${head}`, `    ${figures}; ${voicesIn(trial.description)}`];
}

function voicesIn({ voices, defaultVoice }: EngineDescription): string {
  const own = voices.map(({ name }) => name).filter((name) => !openAiVoices.includes(name));
  if (own.length === 0) return "no list of voices";
  const shown = own.slice(0, initLimits.shownVoices).join(", ");
  const more = own.length > initLimits.shownVoices ? ", …" : "";
  const standard = defaultVoice === undefined ? "" : `; ${defaultVoice} by default`;
  return `${own.length} voices (${shown}${more})${standard}`;
}
