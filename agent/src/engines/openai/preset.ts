import type { EngineFeature, Utterance, Voice } from "../engine.ts";
import type { ReadHealth } from "../http/health-from.ts";
import type { HttpReply } from "../http/http-client.ts";
import type { KnownServer } from "../recognize/known-server.ts";
import type { ReferenceServer } from "../reference/with-reference.ts";
import type { OpenAiAddress } from "./address.ts";

/**
 * All that is known of one server with OpenAI's API, in one place. A path with a leading `/` stands
 * below the server's root, others below `/v1`.
 */
export type OpenAiPreset = KnownServer & {
  readonly features: readonly EngineFeature[];
  /** What it can beside them with the model that it has loaded, out of its answer to `GET /v1/models`. */
  readonly modelFeatures?: (answer: string, model: string) => readonly EngineFeature[];
  readonly maxInputCharacters?: number;
  /** What it generates before it sends some: the first audio of a paragraph may take minutes. */
  readonly streamsBy?: "sentence" | "paragraph";
  /** Whether it goes on with its work when the connection is closed, as far as is known. */
  readonly goesOnAfterCancel: boolean;
  readonly speechPath: string;
  /** The format to ask for: one that the server sends as soon as it has it, and that tells its rate. */
  readonly format: "wav" | "pcm";
  /** The server's name of its only model, where any other would be refused. */
  readonly model?: string;
  /** The parameters that it takes by their own names, beside those that OpenAI's reference has. */
  readonly parameters?: readonly string[];
  /**
   * What is added to the usual body; undefined takes a usual field away. `isMeasured`: it was found out
   * that this very server streams.
   */
  readonly body?: (
    utterance: Utterance,
    streams: boolean,
    isMeasured: boolean,
  ) => Readonly<Record<string, unknown>>;
  /** Speaks in the voice of a recording, where that takes other requests than the usual one. */
  readonly clone?: (
    utterance: Cloning,
    server: CloneServer,
    signal: AbortSignal,
  ) => Promise<HttpReply>;
  /** Which models to serve; without it those that `GET /v1/models` lists. */
  readonly models?: ModelSource;
  readonly voices: VoiceSource;
  /** The default voice, when it is on the server's list; otherwise the first on it. */
  readonly defaultVoice?: string;
  readonly health: HealthSource;
};

/** An utterance with a recording. */
export type Cloning = Utterance & Required<Pick<Utterance, "prompt">>;

export type CloneServer = ReferenceServer & { readonly address: OpenAiAddress };

export type ModelSource =
  /** The name under which people know the only model of the server. */
  | { readonly at: "preset"; readonly names: readonly string[] }
  | { readonly at: "server"; readonly path: string; readonly read: (answer: string) => string[] };

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
  /** Tells its answer from another program's, and whether it is still loading. */
  readonly read: ReadHealth;
};
