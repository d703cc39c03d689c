import type { DiaPresetName, OpenAiPresetName, PiperPresetName } from "../preset-names.ts";

/** Which server answers: each name is that of the preset by which the engine of that kind speaks to it. */
export type ServerKind = {
  readonly openai?: OpenAiPresetName;
  readonly dia?: DiaPresetName;
  readonly piper?: PiperPresetName;
  readonly riva?: "nim";
};
