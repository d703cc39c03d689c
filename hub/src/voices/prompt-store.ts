import { limits as wire } from "@club/shared/wire/limits.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Archive } from "../archive/archive.ts";
import type { Clock } from "../clock.ts";
import { joinedBytes, type JoinedRecording, joinRecordings } from "./join-recordings.ts";
import { maxPromptBytes, maxSentPrompts, promptRetryAfterMs } from "./limits.ts";
import type { Sample } from "./sample.ts";

/** Somebody who was sent a recording and may keep it. */
export interface RecordingHolder {
  /** Lets go of the recording with this SHA-256. `nowMs` is monotonic. */
  forget(hash: string, nowMs: number): void;
}

/** Joined recordings in memory for one utterance; disposing of it lets go of them. */
export interface LoadedRecording extends JoinedRecording, Disposable {
  /** A provider has been told of it, and may keep it for a while. */
  sentTo(holder: RecordingHolder): void;
}

/** One set of samples, joined once for all requests that want it at the same time. */
type JoinedPrompt = {
  readonly key: string;
  readonly samples: readonly Sample[];
  readonly joined: Promise<JoinedRecording>;
  users: number;
  isRecalled: boolean;
};

/** Who may keep a recording, and since when it was used last. */
type Sent = {
  /** All that make this very recording: the same file may be in several libraries. */
  readonly sampleIds: Set<string>;
  readonly holders: Set<RecordingHolder>;
  usedMs: number;
};

/**
 * Hands out the recordings that go to providers, and knows who has them: a sample that is deleted is
 * recalled from every one of them.
 */
export class PromptStore {
  readonly #archive: Archive;
  readonly #clock: Clock;
  readonly #joined = new Map<string, JoinedPrompt>();
  /** By hash, oldest use first. */
  readonly #sent = new Map<string, Sent>();
  #bytes = 0;

  constructor(archive: Archive, clock: Clock) {
    this.#archive = archive;
    this.#clock = clock;
  }

  /**
   * The samples' joined recordings. Throws BUSY when those of other requests take all the room, and
   * INVALID_VOICE_SAMPLE when one was deleted meanwhile.
   */
  async load(samples: readonly Sample[], signal: AbortSignal): Promise<LoadedRecording> {
    signal.throwIfAborted();
    const entry = this.#join(samples);
    entry.users += 1;
    try {
      const joined = await entry.joined;
      signal.throwIfAborted();
      return {
        ...joined,
        sentTo: (holder) => this.#note(entry, joined.hash, holder),
        [Symbol.dispose]: () => this.#leave(entry),
      };
    } catch (thrown) {
      this.#leave(entry);
      throw thrown;
    }
  }

  /** A sample has been deleted: no provider is to keep it. */
  recall(sampleId: string): void {
    for (const entry of this.#joined.values()) {
      if (!entry.samples.some(({ id }) => id === sampleId)) continue;
      entry.isRecalled = true;
      this.#joined.delete(entry.key);
    }
    for (const [hash, sent] of this.#sent) {
      if (sent.sampleIds.has(sampleId)) this.#recallSent(hash, sent);
    }
  }

  #join(samples: readonly Sample[]): JoinedPrompt {
    const key = samples.map(({ id }) => id).join(" ");
    const known = this.#joined.get(key);
    if (known !== undefined) return known;
    const bytes = joinedBytes(samples);
    if (this.#bytes + bytes > maxPromptBytes) throw noRoom();
    this.#bytes += bytes;
    // Other requests may want it as well: the end of one does not end it.
    const joined = joinRecordings(this.#archive, samples, new AbortController().signal);
    joined.catch(() => undefined);
    const entry = { key, samples, joined, users: 0, isRecalled: false };
    this.#joined.set(key, entry);
    return entry;
  }

  #leave(entry: JoinedPrompt): void {
    entry.users -= 1;
    if (entry.users > 0) return;
    this.#bytes -= joinedBytes(entry.samples);
    if (this.#joined.get(entry.key) === entry) this.#joined.delete(entry.key);
  }

  #note(entry: JoinedPrompt, hash: string, holder: RecordingHolder): void {
    const nowMs = this.#clock.monotonicMs();
    if (entry.isRecalled) return holder.forget(hash, nowMs);
    const sent = this.#sent.get(hash) ?? newSent();
    for (const { id } of entry.samples) sent.sampleIds.add(id);
    sent.holders.add(holder);
    sent.usedMs = nowMs;
    this.#sent.delete(hash);
    this.#sent.set(hash, sent);
    this.#tidy(nowMs);
  }

  /** What no provider keeps any more need not be known; past the bound, the oldest is recalled. */
  #tidy(nowMs: number): void {
    for (const [hash, sent] of this.#sent) {
      const isOver = nowMs - sent.usedMs >= wire.promptLifeMs + graceMs;
      if (isOver) this.#sent.delete(hash);
      else if (this.#sent.size > maxSentPrompts) this.#recallSent(hash, sent);
      else return;
    }
  }

  #recallSent(hash: string, { holders }: Sent): void {
    for (const holder of holders) holder.forget(hash, this.#clock.monotonicMs());
    this.#sent.delete(hash);
  }
}

function newSent(): Sent {
  return { sampleIds: new Set(), holders: new Set(), usedMs: 0 };
}

/** An agent's time runs from its own last use, which may be an hour after the OPEN that it was for. */
const graceMs = wire.deadlineMaxMs;

function noRoom(): Failure {
  const message = "Too many voices are being cloned at once. Try again in a few seconds.";
  const options = { retryAfterMs: promptRetryAfterMs, elsewhere: false };
  return new Failure("BUSY", message, options);
}
