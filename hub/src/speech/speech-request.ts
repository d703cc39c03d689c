import type { Caller } from "../accounts/caller.ts";
import type { ByteAllowance } from "../archive/archive.ts";
import type { AudioFormat } from "../encoding/formats.ts";
import type { Cue } from "../store/history-store.ts";
import type { Segment } from "../text/segment.ts";
import type { EngineParameters } from "./parameters.ts";
import type { VoiceGeneration } from "./voice-generation.ts";

/** A text that is still being written while it is spoken. */
export type ArrivingSpeech = {
  /**
   * Complete pieces of it, as they come; slots are given back while there is none. It is called once.
   * The wait for more ends with the signal.
   */
  readonly segments: (signal: AbortSignal) => AsyncIterator<Segment>;
  /** What history keeps as the text, when the request has ended. `cues`: what was spoken. */
  readonly input: (cues: readonly Cue[], wasCancelled: boolean) => string;
};

/** A checked request for speech, whichever route it came by. */
export type SpeechRequest = {
  /** The request's id everywhere: `x-request-id`, history, the audio copy, the logs of both sides. */
  readonly id: string;
  readonly caller: Caller;
  readonly model: string;
  /** Of one that arrives: as far as it was there at the beginning. */
  readonly text: string;
  readonly arriving?: ArrivingSpeech | undefined;
  readonly voice: string | undefined;
  readonly language: string | undefined;
  readonly instructions: string | undefined;
  /** What goes to the engine by its own names, e.g. `speed`. */
  readonly parameters: EngineParameters;
  /** Of a voice generation; undefined: plain speech. */
  readonly generation?: VoiceGeneration | undefined;
  /** The only providers that it may go to (see `isNamed` in service-query.ts); undefined: any. */
  readonly providers?: readonly string[] | undefined;
  readonly format: AudioFormat;
  /** Whether its key may be given so many seconds of audio in all; undefined: any. */
  readonly mayHave?: ((totalSeconds: number) => boolean) | undefined;
  /** Takes the recording's bytes; undefined: they have no limit of the user's. */
  readonly storage?: ByteAllowance | undefined;
  /** W3C traceparent, handed on to the provider. */
  readonly trace: string | undefined;
  /** When it was accepted: wall clock, and on the monotonic clock. */
  readonly acceptedMs: number;
  readonly startMs: number;
};
