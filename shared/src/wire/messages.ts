import type { PcmFormat } from "../audio/pcm-format.ts";
import type { ResetCode } from "./failures.ts";

/**
 * Every message of the tunnel. On the wire a message is a MessagePack array, see PROTOCOL.md; the
 * names of a body's fields are those of these types. `stream` 0 is the session itself.
 */
export type Message =
  | Hello
  | Welcome
  | Ping
  | Pong
  | Services
  | Drain
  | Open
  | Accept
  | Data
  | Prompt
  | End
  | Reset
  | Window
  | Forget
  | Times;

/** Agent → hub, first frame of every socket. */
export type Hello = {
  readonly type: "HELLO";
  readonly protocol: { readonly oldest: number; readonly newest: number };
  /** Chosen at random by each agent process: the same process again, or another one? */
  readonly instance: string;
  /** Counts the sockets this instance has opened: the newest wins. */
  readonly epoch: number;
  readonly name: string;
  readonly version: string;
  readonly services: readonly ServiceDeclaration[];
  /** Present when streams of an earlier socket are to go on. */
  readonly resume?: ResumeOffer;
};

export type ResumeOffer = {
  readonly token: string;
  /** The highest stream id the agent has seen: an OPEN above it was lost on the way. */
  readonly lastStream: number;
  readonly streams: readonly StreamPosition[];
};

/** Where the receiver of one stream stands. */
export type StreamPosition = {
  readonly stream: number;
  /** Bytes received without a gap: the sender goes on from here. */
  readonly received: number;
  /** The offset up to which the sender may send. */
  readonly limit: number;
};

/** Hub → agent, answers HELLO. */
export type Welcome = {
  readonly type: "WELCOME";
  readonly protocol: number;
  readonly session: string;
  readonly epoch: number;
  readonly hub: string;
  readonly heartbeatMs: number;
  readonly deadMs: number;
  readonly streamWindow: number;
  readonly connectionWindow: number;
  readonly frameBytes: number;
  readonly resume: { readonly token: string; readonly windowMs: number };
  /** Whether the hub takes TIMES. */
  readonly times?: boolean;
  /** The streams that go on; absent when the session is a new one. */
  readonly streams?: readonly StreamPosition[];
};

export type Ping = { readonly type: "PING"; readonly nonce: number };
export type Pong = { readonly type: "PONG"; readonly nonce: number };

/** Agent → hub: the whole declaration again. */
export type Services = {
  readonly type: "SERVICES";
  readonly services: readonly ServiceDeclaration[];
};

export type ServiceDeclaration = {
  /** Names the service within its agent; what OPEN refers to. */
  readonly id: string;
  /** `tts`, or another type that is listed and never spoken to. */
  readonly type: string;
  readonly model: string;
  readonly voices: readonly VoiceDeclaration[];
  readonly defaultVoice?: string;
  readonly features: readonly string[];
  /** The rate the service usually answers with, where it is known beforehand. */
  readonly rateHz?: number;
  /** Requests it takes at once. */
  readonly slots: number;
  readonly ready: boolean;
  /** Why it is not ready, in words for its operator. */
  readonly reason?: string;
  /** Who may use it: every member, its owner alone, or these users (and its owner). */
  readonly access: "members" | "private" | readonly string[];
  /** Users who, like its owner, are served before others that wait for it; they need access too. */
  readonly friends?: readonly string[];
  /** The longest text of one request in characters; the hub splits longer ones. */
  readonly maxInputCharacters?: number;
  /** Whether it takes reference recordings of other people than its owner. */
  readonly foreignSamples?: boolean;
  /** Whether its engine is not running, and is started by the next request. */
  readonly cold?: boolean;
  /** How long the engine takes to start, as measured. */
  readonly warmUpMs?: number;
  /** Whether audio comes before all of a text has been spoken, as measured; `features` has what is claimed. */
  readonly streams?: boolean;
  /** From the request to the first audio of a sentence, as measured: the median. */
  readonly firstAudioMs?: number;
  /** The parameters that reach its engine, `speed` apart, which is a feature; absent: not known. */
  readonly parameters?: readonly string[];
};

export type VoiceDeclaration = { readonly name: string; readonly languages: readonly string[] };

/** Either side is about to stop: PROTOCOL.md, "Drain". */
export type Drain = {
  readonly type: "DRAIN";
  /** The last stream that the sender has taken or opened. */
  readonly lastStream: number;
  /** How long streams in flight may take to finish. */
  readonly graceMs: number;
  /** Hub → agent: connect anew after this long. */
  readonly reconnectMs?: number;
};

/** Hub → agent: speak. */
export type Open = {
  readonly type: "OPEN";
  readonly stream: number;
  /** The consumer's request, for logs on both sides. */
  readonly request: string;
  readonly service: string;
  readonly text: string;
  readonly voice?: string;
  readonly language?: string;
  readonly instructions?: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** Parameters whose values are maps and lists. */
  readonly structures?: Readonly<Record<string, StructuredValue>>;
  /** How long the stream may live, from its receipt. */
  readonly deadlineMs: number;
  /** W3C traceparent. */
  readonly trace?: string;
  readonly prompt?: PromptAnnouncement;
};

/** A simple value that goes to the engine by the parameter's own name. */
export type ParameterValue = string | number | boolean;

/** A map or a list that goes to the engine as it is. */
export type StructuredValue = StructuredMap | readonly StructuredItem[];

export type StructuredMap = { readonly [name: string]: StructuredItem };

export type StructuredItem = ParameterValue | null | StructuredValue;

/** A reference recording that the agent may ask for by giving credit, or has already. */
export type PromptAnnouncement = {
  readonly bytes: number;
  /** SHA-256 of the recording, in hex. */
  readonly hash: string;
  readonly transcript: string;
};

/** Agent → hub: with or before the first DATA. */
export type Accept = { readonly type: "ACCEPT"; readonly stream: number } & PcmFormat;

/** Agent → hub: PCM. `offset` is the byte position in the stream. */
export type Data = {
  readonly type: "DATA";
  readonly stream: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
};

/** Hub → agent: a piece of the reference recording. */
export type Prompt = {
  readonly type: "PROMPT";
  readonly stream: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
};

/** Agent → hub: all of it has been sent. Hub → agent, the answer: all of it has arrived. */
export type End = {
  readonly type: "END";
  readonly stream: number;
  readonly bytes: number;
  /** What the engine said of the utterance, e.g. its seed. */
  readonly facts: Readonly<Record<string, string | number>>;
};

/** Either side ends a stream early; the other answers with its own RESET. */
export type Reset = {
  readonly type: "RESET";
  readonly stream: number;
  readonly code: ResetCode;
  /** Whether another provider may succeed. */
  readonly elsewhere: boolean;
  readonly message: string;
};

/** Receiver → sender: so many bytes more, of one stream or (0) of the connection. */
export type Window = {
  readonly type: "WINDOW";
  readonly stream: number;
  readonly credit: number;
};

/** Hub → agent, optional: a reference recording is no longer to be kept anywhere. */
export type Forget = {
  readonly type: "FORGET";
  /** As in OPEN: SHA-256 of the recording, in hex. */
  readonly hash: string;
};

/** Agent → hub, optional: when words or characters of the text are heard, as the engine said. */
export type Times = {
  readonly type: "TIMES";
  readonly stream: number;
  /** Of what the times are; the same in all frames of a stream. */
  readonly unit: "word" | "character";
  /** How many times of this stream were said before. */
  readonly index: number;
  readonly times: readonly SpokenTime[];
};

/** From the sample `start` of the stream up to, but not with, the sample `end`; the first sample is 0. */
export type SpokenTime = {
  readonly text: string;
  readonly start: number;
  readonly end: number;
};

/** The first element of every frame. */
export const frameTypes = {
  HELLO: 1,
  WELCOME: 2,
  PING: 3,
  PONG: 4,
  SERVICES: 5,
  DRAIN: 6,
  OPEN: 16,
  ACCEPT: 17,
  DATA: 18,
  PROMPT: 19,
  END: 20,
  RESET: 21,
  WINDOW: 22,
  FORGET: 0x80,
  TIMES: 0x81,
} as const;

/** Frame types from here on, the optional ones apart, are about one stream; those below, about the session. */
export const firstStreamType = 16;

/** Frame types from here on may be ignored by those who do not know them. */
export const firstOptionalType = 0x80;
