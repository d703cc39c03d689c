import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { ParameterValue, StructuredValue } from "@club/shared/wire/messages.ts";

/**
 * The port to a text-to-speech server or program on this machine: one implementation for each kind.
 * Every method throws a `Failure` (ENGINE_FAILED, VOICE_NOT_FOUND, BAD_INPUT, NOT_READY, BUSY, or
 * CANCELLED once the signal fired) and ends promptly when its signal fires.
 */
export interface Engine {
  /** The kind, as in the configuration's `engine`: `openai`, `espeak-ng`, … */
  readonly kind: string;
  /** Asks the server what it offers now. */
  describe(signal: AbortSignal): Promise<EngineDescription>;
  /**
   * Speaks. Resolves when the format of the audio is known; the audio is pulled, so that an engine
   * that is not read stands still. Leaving the iteration, or the signal, ends the engine's work at
   * once (the upstream request is closed, the program killed).
   */
  speak(utterance: Utterance, signal: AbortSignal): Promise<Speech>;
  /** Whether it can take work now. A busy engine is not a dead one. */
  health(signal: AbortSignal): Promise<Health>;
  /** Of an engine that the agent starts: takes no work until `resume`, and stops it when it has spoken. */
  suspend?(reason: string): Promise<void>;
  resume?(): void;
  /** Lets go of what the engine holds, a process above all; nothing is asked of it afterwards. */
  close?(): Promise<void>;
}

export type EngineDescription = {
  readonly voices: readonly Voice[];
  /** How many of them are further names for others; absent: none. */
  readonly aliases?: number;
  /** The voice used when an utterance names none; absent: the server decides. */
  readonly defaultVoice?: string;
  readonly features: readonly EngineFeature[];
  /** The names of the utterances' `parameters` that the engine is given; absent: none. */
  readonly parameters?: readonly string[];
  /** The longest text of one utterance in characters; absent: no limit known. */
  readonly maxInputCharacters?: number;
  /** Whether the engine goes on with its work when a request is cancelled; absent: it stops. */
  readonly goesOnAfterCancel?: boolean;
};

export type EngineFeature =
  | "streaming"
  | "voice-cloning"
  | "voice-mixing"
  | "dialogue"
  | "speed"
  | "instructions";

export type Voice = {
  /** The name by which consumers ask for it. */
  readonly name: string;
  /** BCP 47 tags, e.g. `en-US`; empty when the server does not say. */
  readonly languages: readonly string[];
};

export type Utterance = {
  readonly text: string;
  readonly voice?: string;
  /** A BCP 47 tag: a hint. */
  readonly language?: string;
  /** 1 is the engine's normal pace. */
  readonly speed?: number;
  readonly instructions?: string;
  /** Further settings by their engine's own name, e.g. `cfg_scale`, `seed`; unknown ones are ignored. */
  readonly parameters: Readonly<Record<string, ParameterValue | StructuredValue>>;
  /** A reference recording to clone the voice of, and what is said in it. */
  readonly prompt?: { readonly wav: Uint8Array; readonly transcript: string };
};

export type Speech = {
  readonly format: PcmFormat;
  /** 16-bit little-endian PCM in whole frames. */
  readonly audio: AsyncIterable<Uint8Array>;
  /** What the engine said of the utterance (e.g. the seed); complete once the audio has ended. */
  facts(): Readonly<Record<string, string | number>>;
};

export type Health =
  | { readonly state: "ready" }
  /** It accepts connections and answers none: it speaks, for us or for somebody else. */
  | { readonly state: "busy" }
  /** It is not running; the next request starts it, which takes about `warmUpMs`. */
  | { readonly state: "cold"; readonly warmUpMs?: number }
  /** It takes no work yet. */
  | { readonly state: "loading"; readonly reason: string }
  | { readonly state: "down"; readonly reason: string };
