import { asFailure, type Failure } from "@club/shared/wire/failures.ts";
import type { Target } from "../../encoding/conversion.ts";
import { type LiveContext, type LiveRequest, LiveSpeech } from "../live-speech.ts";
import { type LiveChunk, spoken } from "../spoken.ts";
import { socketAlignment, timesInChunk } from "./alignment.ts";

export type ContextOptions = {
  readonly target: Target;
  /** Undefined: the session has one context without a name. */
  readonly id: string | undefined;
  /** Whether times count from the context's beginning, and not from that of each chunk. */
  readonly countsFromBeginning: boolean;
  readonly idleMs: number;
  readonly send: (message: object) => Promise<void>;
  /** It has ended; `failure`: otherwise than by its end. */
  readonly onEnd: (failure: Failure | undefined) => void;
};

/** One text of an ElevenLabs client, which is one request. What it ends with is a final message. */
export class ElevenLabsContext {
  readonly #speech: LiveSpeech;
  readonly #options: ContextOptions;
  readonly #context: LiveContext;
  readonly #stop = new AbortController();
  #idle: Disposable;

  constructor(request: LiveRequest, options: ContextOptions, context: LiveContext) {
    this.#options = options;
    this.#context = context;
    this.#speech = new LiveSpeech(request, context, this.#stop.signal);
    this.#idle = this.#endLater();
    void this.#run();
  }

  /** Throws TOO_LARGE. */
  push(text: string): void {
    this.#speech.text.push(text);
  }

  flush(): void {
    this.#speech.text.flush();
  }

  /** The client has been heard: its time begins anew. */
  touch(): void {
    this.#idle[Symbol.dispose]();
    this.#idle = this.#endLater();
  }

  /** What has come is still spoken. */
  end(): void {
    this.#speech.text.end();
  }

  /** Stops the engine. */
  cancel(failure: Failure): void {
    this.#stop.abort(failure);
    this.#speech.text.end();
  }

  #endLater(): Disposable {
    return this.#context.clock.after(this.#options.idleMs, () => this.end());
  }

  async #run(): Promise<void> {
    const failure = await this.#speak().then(
      () => undefined,
      (thrown: unknown) => asFailure(thrown),
    );
    this.#idle[Symbol.dispose]();
    this.#options.onEnd(failure);
  }

  async #speak(): Promise<void> {
    const { target, send } = this.#options;
    const { signal } = this.#stop;
    const { convert } = this.#context.encoders;
    for await (const chunk of spoken(this.#speech, convert, target, signal)) {
      signal.throwIfAborted();
      await send(this.#audioMessage(chunk));
    }
    signal.throwIfAborted();
    await send({ audio: null, isFinal: true, ...this.#name });
  }

  #audioMessage(chunk: LiveChunk): object {
    const origin = this.#options.countsFromBeginning ? 0 : chunk.startSeconds;
    const alignment = socketAlignment(timesInChunk(chunk), origin);
    const { buffer, byteOffset, byteLength } = chunk.bytes;
    const audio = Buffer.from(buffer, byteOffset, byteLength).toString("base64");
    return { audio, isFinal: null, ...this.#name, alignment, normalizedAlignment: alignment };
  }

  /** Clients read either spelling. */
  get #name(): object {
    const { id } = this.#options;
    return id === undefined ? {} : { contextId: id, context_id: id };
  }
}
