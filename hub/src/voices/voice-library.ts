import { framesIn } from "@club/shared/audio/pcm-format.ts";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import { v7 as uuid } from "uuid";
import type { Archive, Clip } from "../archive/archive.ts";
import type { Clock } from "../clock.ts";
import { wavEncoder } from "../encoding/wav-encoder.ts";
import type { SampleFiles, SampleStore } from "./sample-store.ts";
import { type AudioKind, audioKindOf, signatureBytes } from "./audio-kind.ts";
import { decodeSample } from "./decode-sample.ts";
import {
  maxDecoders,
  maxLibraryBytes,
  maxSamples,
  maxUploadBytes,
  maxWaitingDecodes,
  minSampleSeconds,
} from "./limits.ts";
import { plainWav } from "./plain-wav.ts";
import type { PromptStore } from "./prompt-store.ts";
import { readHead } from "./read-head.ts";
import { normalisedClip, originalClip } from "./sample-files.ts";
import { type Sample, type SampleFacts, sampleFormat } from "./sample.ts";
import { Semaphore } from "./semaphore.ts";
import { UploadsInProgress, type UploadLease } from "./uploads-in-progress.ts";

export type VoiceLibraryOptions = {
  readonly store: SampleStore;
  /** The files' own archive, apart from the history's. */
  readonly archive: Archive;
  readonly prompts: PromptStore;
  readonly ffmpeg: string;
  readonly clock: Clock;
};

/** A file that has come, and is in nobody's library yet; disposing of it removes what was not added. */
export interface Upload extends AsyncDisposable {
  readonly files: SampleFiles;
  readonly kind: AudioKind;
  readonly bytes: number;
}

/** A sample's recording: as the hub has it, or as it came. */
export type SampleClip = { readonly clip: Clip; readonly id: string; readonly extension: string };

/** The users' private libraries: files and what is known of them. */
export class VoiceLibrary {
  readonly #options: VoiceLibraryOptions;
  readonly #decoders = new Semaphore(maxDecoders, maxWaitingDecodes);
  /** Files that are in a library, so that their upload's end does not remove them. */
  readonly #added = new WeakSet<Upload>();
  readonly #uploads = new UploadsInProgress();
  /** Files that belong to no sample and are not removed yet. */
  readonly #undiscarded = new Set<SampleFiles>();

  constructor(options: VoiceLibraryOptions) {
    this.#options = options;
  }

  /**
   * Stores a user's file as it comes. Throws AUDIO_DECODE_FAILED for a kind that is not taken, TOO_LARGE,
   * STORAGE_FULL, BUSY when the user uploads too many at once, and what `file` throws.
   */
  async receive(userId: string, file: AsyncIterable<Uint8Array>): Promise<Upload> {
    using opened = new DisposableStack();
    const kept = await this.#options.store.list(userId);
    const keptBytes = kept.reduce((sum, { bytes }) => sum + bytes, 0);
    const lease = opened.use(this.#uploads.begin(userId, keptBytes));
    const { head, all } = await readHead(file, signatureBytes);
    const kind = audioKindOf(head);
    if (kind === undefined) throw unknownKind();
    const files = { id: `vs_${uuid().replaceAll("-", "")}`, extension: kind.extension };
    await this.#options.store.noteFiles(files);
    try {
      const bytes = await this.#write(files, all, lease);
      const owned = opened.move();
      const upload: Upload = {
        files,
        kind,
        bytes,
        [Symbol.asyncDispose]: async () => {
          using _ = owned;
          if (!this.#added.has(upload)) await this.#discard(files);
        },
      };
      return upload;
    } catch (thrown) {
      await this.#discard(files);
      throw thrown;
    }
  }

  /**
   * Adds a file to a user's library. Throws AUDIO_DECODE_FAILED, INVALID_VOICE_SAMPLE for what is too
   * short, TOO_LARGE for what is too long or has no room in the library, BUSY.
   */
  async add(
    userId: string,
    upload: Upload,
    facts: SampleFacts,
    signal: AbortSignal,
  ): Promise<Sample> {
    const frames = await this.#normalise(upload, signal);
    const nowMs = this.#options.clock.wallMs();
    const { id, extension } = upload.files;
    const { bytes } = upload;
    const times = { createdMs: nowMs, consentedMs: nowMs };
    const sample: Sample = { ...facts, ...times, id, userId, frames, bytes, extension };
    const bound = { samples: maxSamples, bytes: maxLibraryBytes };
    if (!(await this.#options.store.insert(sample, bound))) throw full();
    this.#added.add(upload);
    return sample;
  }

  list(userId: string): Promise<readonly Sample[]> {
    return this.#options.store.list(userId);
  }

  /** Throws NOT_FOUND when it is not this user's, also where it is somebody else's. */
  async get(userId: string, id: string): Promise<Sample> {
    return found(await this.#options.store.get(userId, id), id);
  }

  async change(userId: string, id: string, facts: Partial<SampleFacts>): Promise<Sample> {
    return found(await this.#options.store.change(userId, id, facts), id);
  }

  /** Removes it: from the library, from the disk, and from what providers keep of it. */
  async remove(userId: string, id: string): Promise<void> {
    const { store, prompts } = this.#options;
    const sample = await this.get(userId, id);
    prompts.recall(id);
    // The files go first: should one not, the sample is still there to be removed again.
    await this.#removeFiles(sample);
    await store.remove(userId, id);
    await store.forgetFiles(id);
    // Somebody may have loaded it in between.
    prompts.recall(id);
  }

  async open(userId: string, id: string, asItCame: boolean): Promise<SampleClip> {
    const sample = await this.get(userId, id);
    const name = asItCame ? originalClip(sample) : normalisedClip(sample.id);
    const clip = await this.#options.archive.open(name);
    if (clip === undefined) throw new Failure("NOT_FOUND", "The sample's recording is gone.");
    return { clip, ...name };
  }

  /**
   * Removes files that processes before this one left half-way, and those of uploads that could not be
   * removed when they ended; returns of how many samples.
   */
  async sweep(): Promise<number> {
    const strays = [...(await this.#options.store.strayFiles()), ...this.#undiscarded];
    for (const files of strays) await this.#discard(files);
    return strays.length;
  }

  async #write(
    files: SampleFiles,
    bytes: AsyncIterable<Uint8Array>,
    lease: UploadLease,
  ): Promise<number> {
    const recording = await this.#options.archive.create(originalClip(files), lease);
    try {
      for await (const chunk of bytes) {
        if (recording.bytes + chunk.length > maxUploadBytes) throw tooLarge();
        await recording.write(chunk);
      }
      await recording.finish();
      return recording.bytes;
    } catch (thrown) {
      await recording.abort(asFailure(thrown));
      throw thrown;
    }
  }

  /** Writes the WAV that is played and sent. Returns its length in frames. */
  async #normalise({ files, kind }: Upload, signal: AbortSignal): Promise<number> {
    const { archive, ffmpeg } = this.#options;
    using _ = await this.#decoders.enter(signal);
    const original = await archive.open(originalClip(files));
    if (original === undefined) throw new Failure("INTERNAL", "The upload is gone.");
    const recording = await archive.create(normalisedClip(files.id));
    try {
      const file = original.read(signal);
      const decodable = kind.extension === "wav" ? await plainWav(file, signal) : file;
      const counted = new Counted(decodeSample(ffmpeg, decodable, kind, signal));
      for await (const wav of wavEncoder.encode(counted, sampleFormat, signal)) {
        await recording.write(wav);
      }
      const frames = framesIn(counted.bytes, sampleFormat);
      if (frames < minSampleSeconds * sampleFormat.rateHz) throw tooShort();
      await recording.finish(wavEncoder.patch(counted.bytes, sampleFormat));
      return frames;
    } catch (thrown) {
      await recording.abort(asFailure(thrown));
      throw thrown;
    }
  }

  async #discard(files: SampleFiles): Promise<void> {
    this.#undiscarded.add(files);
    await this.#removeFiles(files);
    await this.#options.store.forgetFiles(files.id);
    this.#undiscarded.delete(files);
  }

  async #removeFiles(files: SampleFiles): Promise<void> {
    const { archive } = this.#options;
    await archive.remove(originalClip(files));
    await archive.remove(normalisedClip(files.id));
  }
}

/** Counts what passes. */
class Counted implements AsyncIterable<Uint8Array> {
  bytes = 0;
  readonly #source: AsyncIterable<Uint8Array>;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, void> {
    for await (const chunk of this.#source) {
      this.bytes += chunk.length;
      yield chunk;
    }
  }
}

function found(sample: Sample | undefined, id: string): Sample {
  if (sample !== undefined) return sample;
  throw new Failure("NOT_FOUND", `There is no sample "${id}" in your voice library.`, {
    param: "id",
  });
}

function unknownKind(): Failure {
  const message = "audio: this is no WAV, MP3, WebM, Ogg, M4A or FLAC file.";
  return new Failure("AUDIO_DECODE_FAILED", message, { param: "audio" });
}

function tooLarge(): Failure {
  const message = `audio: a file has at most ${maxUploadBytes / 1024 / 1024} MiB.`;
  return new Failure("TOO_LARGE", message, { param: "audio" });
}

function tooShort(): Failure {
  const message = `audio: a sample lasts at least ${minSampleSeconds} seconds.`;
  return new Failure("INVALID_VOICE_SAMPLE", message, { param: "audio" });
}

function full(): Failure {
  const message = `Your voice library is full (${maxSamples} samples, ${maxLibraryBytes / 1024 / 1024} MiB). Delete some first.`;
  return new Failure("TOO_LARGE", message);
}
