import type { Caller } from "../accounts/caller.ts";
import type { ByteAllowance } from "../archive/archive.ts";
import type { AudioFormat } from "../encoding/formats.ts";
import type { VoiceGeneration } from "./voice-generation.ts";

/** A checked request for speech, whichever route it came by. */
export type SpeechRequest = {
  /** The request's id everywhere: `x-request-id`, history, the audio copy, the logs of both sides. */
  readonly id: string;
  readonly caller: Caller;
  readonly model: string;
  readonly text: string;
  readonly voice: string | undefined;
  readonly language: string | undefined;
  readonly instructions: string | undefined;
  /** What goes to the engine by its own names, e.g. `speed`. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
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
