import type { EngineFeature, Utterance, Voice } from "../engine.ts";
import type { OpenAiPresetName } from "../preset-names.ts";

/** One server's habits. Paths that begin with `/` stand below the server's root, others below `/v1/`. */
export type OpenAiPreset = {
  readonly name: OpenAiPresetName;
  readonly features: readonly EngineFeature[];
  readonly maxInputCharacters?: number;
  readonly speechPath: string;
  /** The format to ask for: the one that the server sends soonest and in full. */
  readonly format: "wav" | "pcm";
  /** The rate of raw PCM when the reply does not name it. */
  readonly pcmRateHz: number;
  /** What is added to (or, with undefined, taken from) the usual body. */
  readonly body?: (utterance: Utterance) => Readonly<Record<string, unknown>>;
  readonly voices: VoiceSource;
  /** Where a GET shows that the server lives. */
  readonly healthPath: string;
};

export type VoiceSource =
  | {
      readonly at: "server";
      readonly path: string;
      /** How its answer is read, when not as `readVoices` does. */
      readonly read?: (json: unknown) => Voice[];
      /** The languages of a voice, where its name tells. */
      readonly languages?: (voice: string) => string[];
    }
  | { readonly at: "preset"; readonly voices: readonly Voice[] };
