import type { EngineFeature, Health, Utterance, Voice } from "../engine.ts";
import type { FormData } from "undici";
import type { OpenAiPresetName } from "../preset-names.ts";

/** One server's habits. A path with a leading `/` stands below the server's root, others below `/v1`. */
export type OpenAiPreset = {
  readonly name: OpenAiPresetName;
  readonly features: readonly EngineFeature[];
  readonly maxInputCharacters?: number;
  readonly speechPath: string;
  /** The format to ask for: one that the server sends as soon as it has it, and that tells its rate. */
  readonly format: "wav" | "pcm";
  /** The server's name of its only model, where any other would be refused. */
  readonly model?: string;
  /** What is added to the usual body; undefined takes a usual field away. */
  readonly body?: (utterance: Utterance, streams: boolean) => Readonly<Record<string, unknown>>;
  /** How a voice is cloned, where that is another request. */
  readonly clone?: (utterance: Utterance) => CloneRequest | undefined;
  readonly voices: VoiceSource;
  /** The default voice, when it is on the server's list; otherwise the first on it. */
  readonly defaultVoice?: string;
  readonly health: HealthSource;
};

export type CloneRequest = { readonly path: string; readonly form: FormData };

export type VoiceSource =
  | { readonly at: "preset"; readonly voices: readonly Voice[] }
  | {
      readonly at: "server";
      readonly path: string;
      /** Reads the answer; `model` is the server's own name of it. */
      readonly read: (answer: string, model: string) => Voice[];
    };

export type HealthSource = {
  readonly path: string;
  /** Reads the answer of a server that is up but may still be loading. */
  readonly read?: (answer: string) => Health;
};
