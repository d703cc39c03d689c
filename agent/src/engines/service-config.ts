import type { EngineFeature } from "./engine.ts";
import type { ApiKeyConfig } from "./http/api-key.ts";

/** One entry of `services:` in the agent's file, parsed: there `pcm_rate_hz` is what here is `pcmRateHz`. */
export type ServiceConfig =
  | OpenAiConfig
  | RivaConfig
  | DiaConfig
  | PiperConfig
  | WyomingConfig
  | CommandConfig
  | EspeakConfig
  | FliteConfig;

/** What every service may say, whatever its engine. */
export type CommonConfig = {
  /** Only `tts` services are spoken to; others are listed with their type. */
  readonly type: string;
  /** The name by which consumers ask for it. */
  readonly model: string;
  /** The default voice; without it the server's own. */
  readonly voice?: string;
  /** The only voices offered, for servers whose voices are many, or are file paths. */
  readonly voices?: readonly string[];
  /** Further names for voices, e.g. `alloy` for `af_heart`; an empty record switches the usual ones off. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Languages of voices that do not say theirs, as BCP 47 tags. */
  readonly languages?: readonly string[];
  /** How many utterances it speaks at once. */
  readonly slots: number;
  /** Any key of the hub, its owner's alone, or these users'. */
  readonly access: "members" | "private" | readonly string[];
  /** Users who, like the owner, are served before others that wait for it. */
  readonly friends?: readonly string[];
  /** Whether it takes recordings of voices from others than its owner; it does unless this says no. */
  readonly foreignSamples?: boolean;
  /** Replaces what the engine says of itself. */
  readonly features?: readonly EngineFeature[];
  /** Whether audio comes before all of a text is generated, as `init` measured; the agent goes on measuring. */
  readonly streams?: boolean;
  /** The longest text of one utterance; replaces what the engine says of itself. */
  readonly maxInputCharacters?: number;
  /** How the server is started, never through a shell; without it, it is there already or is not. */
  readonly start?: readonly string[];
  /** After how long without a request a server that the agent started is stopped; without it, never. */
  readonly idleMinutes?: number;
  /** How long its start may take. */
  readonly startTimeoutMs?: number;
  readonly firstByteTimeoutMs?: number;
  readonly idleTimeoutMs?: number;
};

export type OpenAiConfig = CommonConfig &
  ApiKeyConfig & {
    readonly engine: "openai";
    /** The base address, e.g. `http://127.0.0.1:8880/v1`. */
    readonly url: string;
    /** Which server's habits, by a preset's name; found out by probing when left out. */
    readonly preset?: string;
    /** The server's own name of the model, where it differs from `model`. */
    readonly upstreamModel?: string;
    /** The format to ask the server for; the preset knows a good one. */
    readonly format?: "wav" | "pcm" | "mp3" | "opus" | "flac";
    /** The rate of raw PCM, when the server does not say. */
    readonly pcmRateHz?: number;
    /** Parameters that the server takes beside those that are known of its kind. */
    readonly parameters?: readonly string[];
  } & ReferenceFolderConfig;

export type RivaConfig = CommonConfig &
  ApiKeyConfig & {
    readonly engine: "riva";
    readonly url: string;
    /** The language when neither the request nor the voice names one. */
    readonly language: string;
    readonly rateHz: number;
    /** Whether to ask for audio while it is generated. */
    readonly online: boolean;
  };

export type DiaConfig = CommonConfig & {
  readonly engine: "dia";
  readonly url: string;
  readonly preset?: string;
} & ReferenceFolderConfig;

/** For servers that clone what was uploaded to them: where they keep it, so that it can be removed. */
export type ReferenceFolderConfig = { readonly referenceFolder?: string };

export type PiperConfig = CommonConfig & {
  readonly engine: "piper";
  readonly url: string;
  readonly preset?: string;
};

export type WyomingConfig = CommonConfig & {
  readonly engine: "wyoming";
  /** `tcp://host:port` */
  readonly url: string;
};

export type CommandConfig = CommonConfig & {
  readonly engine: "command";
  /**
   * Program and arguments, never a shell. The text comes on stdin. `{voice}`, `{language}` and
   * `{speed}` are replaced within an argument; see `command-line.ts` for what is not known.
   */
  readonly command: readonly string[];
  /** `wav` stands for every file that its first bytes tell; `pcm` is raw and 16-bit. */
  readonly output: "wav" | "pcm";
  readonly pcmRateHz: number;
  readonly pcmChannels: 1 | 2;
};

export type EspeakConfig = CommonConfig & { readonly engine: "espeak-ng" } & ProgramConfig;

export type FliteConfig = CommonConfig & { readonly engine: "flite" } & ProgramConfig;

/** Where the program is, when not on the PATH. */
export type ProgramConfig = { readonly program?: string };
