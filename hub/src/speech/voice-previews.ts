import { wavHeader } from "@club/shared/audio/wav-header.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { v7 as uuid } from "uuid";
import type { Caller } from "../accounts/caller.ts";
import type { Service } from "../providers/provider.ts";
import type { Registry } from "../providers/registry.ts";
import { FailoverStream, type FailoverContext } from "./failover-stream.ts";
import { Ledger } from "./ledger.ts";
import {
  maxKeptPreviewBytes,
  maxPreviewBytes,
  maxPreviewMs,
  maxPreviewsAtOnce,
  maxPreviewsOfUser,
  previewRetryAfterMs,
} from "./limits.ts";
import { previewText } from "./preview-texts.ts";
import type { SpeechRequest } from "./speech-request.ts";

export type VoicePreviewsContext = FailoverContext & { readonly registry: Registry };

/** A voice of a model, as requests name both. */
export type PreviewOf = { readonly model: string; readonly voice: string };

/**
 * A few words of each voice, so that it can be heard before it is chosen. They are spoken once for
 * everyone, kept in memory, and are nobody's request: they stand in no history and count for no quota.
 */
export class VoicePreviews {
  readonly #context: VoicePreviewsContext;
  readonly #stop = new AbortController();
  /** WAV files, the one that was heard last at the end. */
  readonly #kept = new Map<string, Uint8Array>();
  readonly #running = new Map<string, Running>();
  #keptBytes = 0;

  constructor(context: VoicePreviewsContext) {
    this.#context = context;
  }

  /**
   * A WAV file. Throws VOICE_NOT_FOUND for a voice that the caller cannot reach, BUSY while too many
   * others are spoken, and what the provider fails with.
   */
  async get(caller: Caller, wanted: PreviewOf): Promise<Uint8Array> {
    const services = this.#servicesWith(caller, wanted);
    const [first] = services;
    if (first === undefined) throw noSuchVoice(wanted);
    const key = keyOf(caller, wanted, services);
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept;
    }
    const running = this.#running.get(key)?.wav;
    return await (running ?? this.#begin(key, this.#requestFor(caller, wanted, first)));
  }

  /** Ends those that are being spoken. */
  close(): void {
    this.#stop.abort(new Failure("SHUTTING_DOWN", "This hub is stopping."));
  }

  #servicesWith(caller: Caller, { model, voice }: PreviewOf): readonly Service[] {
    const services = this.#context.registry.reachable(caller, "tts", model);
    return services.filter(({ declaration }) =>
      declaration.voices.some(({ name }) => name === voice),
    );
  }

  #begin(key: string, request: SpeechRequest): Promise<Uint8Array> {
    const { userId } = request.caller;
    const own = [...this.#running.values()].filter((one) => one.userId === userId).length;
    if (this.#running.size >= maxPreviewsAtOnce || own >= maxPreviewsOfUser) throw busy();
    const speaking = this.#speak(request).finally(() => this.#running.delete(key));
    this.#running.set(key, { userId, wav: speaking });
    void speaking.then(
      (wav) => this.#keep(key, wav),
      // Whoever asked is told; the next one tries again.
      () => undefined,
    );
    return speaking;
  }

  /** Whoever leaves does not stop it: the next one who listens has it at once. */
  async #speak(request: SpeechRequest): Promise<Uint8Array> {
    const { clock } = this.#context;
    const tooLong = new AbortController();
    using _ = clock.after(maxPreviewMs, () => tooLong.abort(took(maxPreviewMs)));
    const signal = AbortSignal.any([this.#stop.signal, tooLong.signal]);
    const stream = new FailoverStream(
      request,
      new Ledger(request.startMs, clock),
      this.#context,
      signal,
    );
    await stream.prepare();
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const frames of stream.audio()) {
      parts.push(Uint8Array.from(frames));
      bytes += frames.length;
      if (bytes >= maxPreviewBytes) break;
    }
    const { format } = stream;
    if (format === undefined) throw new Failure("ENGINE_FAILED", "The voice said nothing.");
    return Buffer.concat([wavHeader(format, bytes), ...parts]);
  }

  #keep(key: string, wav: Uint8Array): void {
    this.#kept.set(key, wav);
    this.#keptBytes += wav.length;
    for (const [oldest, { length }] of this.#kept) {
      if (this.#keptBytes <= maxKeptPreviewBytes) return;
      this.#kept.delete(oldest);
      this.#keptBytes -= length;
    }
  }

  #requestFor(
    caller: Caller,
    { model, voice }: PreviewOf,
    { declaration }: Service,
  ): SpeechRequest {
    const { clock } = this.#context;
    const [language] = declaration.voices.find(({ name }) => name === voice)?.languages ?? [];
    return {
      id: `preview_${uuid().replaceAll("-", "")}`,
      caller,
      model,
      voice,
      text: previewText(language),
      language: undefined,
      instructions: undefined,
      parameters: {},
      format: "wav",
      trace: undefined,
      acceptedMs: clock.wallMs(),
      startMs: clock.monotonicMs(),
    };
  }
}

/** What is being spoken, and who has asked for it first. */
type Running = { readonly userId: string; readonly wav: Promise<Uint8Array> };

/** What is open to all members is kept for all of them; what is not, for the caller alone. */
function keyOf(
  { userId }: Caller,
  { model, voice }: PreviewOf,
  services: readonly Service[],
): string {
  const isOpen = services.every(({ declaration }) => declaration.access === "members");
  return JSON.stringify([model, voice, ...(isOpen ? [] : [userId])]);
}

function noSuchVoice({ model, voice }: PreviewOf): Failure {
  const message = `No provider that is online speaks "${model}" with the voice "${voice}" for this key.`;
  return new Failure("VOICE_NOT_FOUND", message, { param: "voice" });
}

function busy(): Failure {
  const message = "Too many previews are being spoken. Try again in a moment.";
  return new Failure("BUSY", message, { retryAfterMs: previewRetryAfterMs, elsewhere: false });
}

function took(ms: number): Failure {
  return new Failure("DEADLINE", `The preview took longer than ${ms / 1000} seconds.`);
}
