import type { ParameterValue, StructuredValue } from "@club/shared/wire/messages.ts";
import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { AudioFormat } from "../encoding/formats.ts";

/**
 * Every request that was accepted, and how it ended. The end of a request and its metering are one
 * transaction, so that history and usage agree whenever the process dies.
 */
export interface HistoryStore {
  /**
   * Keeps a request as running. The caller may go on meanwhile and must await it before the first
   * byte goes out. Resolves when the row survives the death of the process.
   */
  begin(request: AcceptedRequest): Promise<void>;
  /**
   * The same, unless this key's earlier request with the same Idempotency-Key stands: then nothing
   * is kept, and the answer says which request that was.
   */
  beginOnce(request: AcceptedRequest, once: IdempotencyKey): Promise<IdempotencyResult>;
  /**
   * Ends a running request and meters it: the consumer's usage and each provider's. Throws CONFLICT
   * when the request is not running (any more), so that nothing is metered twice.
   */
  finish(id: string, outcome: Outcome): Promise<void>;
  /** The user's own entry, or undefined. */
  get(userId: string, id: string): Promise<HistoryEntry | undefined>;
  /** When each piece of the text is heard in the audio of a user's own entry; undefined: there is no entry. */
  cues(userId: string, id: string): Promise<EntryCues | undefined>;
  /** The user's own entries, newest first. */
  list(query: HistoryQuery): Promise<HistoryPage>;
  /**
   * Removes a finished entry; its metering stays. The caller removes the audio first. False when
   * there is none (or it is running).
   */
  remove(userId: string, id: string): Promise<boolean>;
  /** The user's own entries in short, newest first: to walk through all of them. */
  listStored(query: StoredQuery): Promise<StoredPage>;
  /** What is known of the audio of requests, by their ids; those that there are not are left out. */
  audioOf(ids: readonly string[]): Promise<ReadonlyMap<string, KnownAudio>>;
  /**
   * Notes that the audio of a finished request is there, or that it is gone (undefined). A request that
   * runs is left alone.
   */
  correctAudio(id: string, audio: Copy | undefined): Promise<void>;
  /** When the newest request of all was accepted. */
  newestMs(): Promise<number | undefined>;
  /** Forgets Idempotency-Keys noted before a time; returns how many. */
  forgetOnce(beforeMs: number): Promise<number>;
  /** Marks as failed what hubs that are no more left running; returns how many. Run at start. */
  failUnfinished(): Promise<number>;
}

/** What is known when a request is accepted. */
export type AcceptedRequest = {
  /** The history entry's id, and the name of the audio copy. */
  readonly id: string;
  /** `x-request-id`, for the logs. */
  readonly requestId: string;
  readonly createdMs: number;
  readonly userId: string;
  readonly keyId: string;
  readonly model: string;
  /** As asked for; undefined: the provider's default. */
  readonly voice?: string | undefined;
  readonly language?: string | undefined;
  readonly format: AudioFormat;
  readonly input: string;
  /** Unicode characters (code points) in `input`. */
  readonly characters: number;
  readonly parameters: Readonly<Record<string, ParameterValue | StructuredValue>>;
};

export type Outcome = {
  readonly status: "completed" | "failed" | "cancelled";
  /** The provider that spoke last, as `owner/agent`. */
  readonly provider?: string | undefined;
  /** The voice that spoke, where it is known better than from the request. */
  readonly voice?: string | undefined;
  /** What was generated for the consumer, before encoding, each sample once; undefined: nothing. */
  readonly audio?: GeneratedAudio | undefined;
  /** Encoded bytes in the copy. */
  readonly bytes: number;
  /** From acceptance to the first encoded byte. */
  readonly firstAudioMs?: number | undefined;
  readonly totalMs: number;
  /** Whether a provider failed and another went on. */
  readonly recovered: boolean;
  readonly parts: readonly SpokenPart[];
  /** What the consumer was told. */
  readonly error?: HistoryError | undefined;
  /** What was underneath, for the operator; never shown to a consumer. */
  readonly detail?: string | undefined;
  /** What the engines said of what they spoke, e.g. its seed; undefined: nothing. */
  readonly facts?: Readonly<Record<string, string | number>> | undefined;
  /** The copy's file name ending (`wav`); undefined: there is no copy. */
  readonly extension?: string | undefined;
  /** When each piece of the text is heard. They are read by `HistoryStore.cues` alone. */
  readonly cues?: readonly Cue[] | undefined;
  /** The text of a request that was accepted before all of it was there; undefined: it stays as it is. */
  readonly input?: { readonly text: string; readonly characters: number } | undefined;
};

/** A piece of the text, heard in the half-open range of frames [startFrame, endFrame) of the audio. */
export type Cue = { readonly text: string; readonly startFrame: number; readonly endFrame: number };

/** Undefined `rateHz`: there is no audio, or none yet. */
export type EntryCues = { readonly rateHz: number | undefined; readonly cues: readonly Cue[] };

export type GeneratedAudio = { readonly format: PcmFormat; readonly frames: number };

/** One provider's share of a request, in the order of speaking. */
export type SpokenPart = {
  /** The provider's name. */
  readonly provider: string;
  /** The user whose provider it is. */
  readonly ownerId: string;
  readonly rateHz: number;
  /** Frames that this provider spoke, at its own rate: what it is credited with. */
  readonly frames: number;
  /** Of those, the frames left out because an earlier part had delivered them. */
  readonly skippedFrames: number;
};

export type HistoryError = { readonly type: string; readonly message: string };

export type HistoryEntry = {
  readonly request: AcceptedRequest;
  readonly outcome: { readonly status: "running" } | Outcome;
};

export const historyStatuses = ["running", "completed", "failed", "cancelled"] as const;

export type HistoryStatus = (typeof historyStatuses)[number];

export type HistoryQuery = {
  readonly userId: string;
  readonly limit: number;
  /** Entries older than this one; undefined: from the newest. */
  readonly after?: HistoryPosition | undefined;
  readonly model?: string | undefined;
  readonly status?: HistoryStatus | undefined;
  /** Only entries whose text holds this, in letters of either case where they are ASCII. */
  readonly search?: string | undefined;
};

export type KnownAudio = { readonly status: HistoryStatus; readonly extension: string | undefined };

/** A copy of a request's audio: its file name's ending, and its size. */
export type Copy = { readonly extension: string; readonly bytes: number };

export type StoredQuery = Pick<HistoryQuery, "userId" | "limit" | "after">;

/** What it takes to find and to weigh an entry's audio. */
export type StoredEntry = {
  readonly id: string;
  readonly createdMs: number;
  readonly status: HistoryStatus;
  readonly bytes: number;
  readonly extension: string | undefined;
};

export type StoredPage = {
  readonly entries: readonly StoredEntry[];
  readonly next: HistoryPosition | undefined;
};

/** A place in the list. It stays valid when the entry is removed. */
export type HistoryPosition = { readonly createdMs: number; readonly id: string };

export type HistoryPage = {
  readonly entries: readonly HistoryEntry[];
  /** Where the next page begins; undefined: this was the last. */
  readonly next: HistoryPosition | undefined;
};

/** A consumer's Idempotency-Key and the hash of the body that came with it. */
export type IdempotencyKey = { readonly idempotencyKey: string; readonly bodyHash: string };

/**
 * What became of `beginOnce`: the request is new (also when an earlier one failed, was cancelled,
 * was removed or is a day old); the same one runs, or is completed; the key came with another body.
 */
export type IdempotencyResult =
  | { readonly at: "new" }
  | { readonly at: "running"; readonly id: string }
  | { readonly at: "completed"; readonly id: string }
  | { readonly at: "conflict" };
