import { FrameCutter } from "@club/shared/audio/frame-cutter.ts";
import { bytesPerFrame, type PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { Request } from "@club/shared/mux/hub-endpoint.ts";
import type { Service } from "../providers/provider.ts";
import { openSpoken, type Spoken } from "../providers/provider-stream.ts";

/** One text given to one service: first its format, then its audio. Disposing of it stops the provider. */
export interface Utterance extends AsyncDisposable {
  /** Waits for the first audio and returns its format; undefined: there is none at all. */
  begin(): Promise<PcmFormat | undefined>;
  /** The audio in whole frames, after `begin`; `onBytes` counts what comes from the provider. */
  audio(onBytes: (bytes: number) => void): AsyncIterable<Uint8Array>;
  readonly closed: Promise<void>;
  facts(): ReturnType<Spoken["facts"]>;
}

export function openUtterance(
  service: Service,
  request: Omit<Request, "service">,
  canMove: () => boolean,
  signal: AbortSignal,
): Utterance {
  const wireRequest = { ...request, service: service.declaration.id };
  return new SpokenUtterance(openSpoken(service.provider, wireRequest, canMove, signal));
}

/**
 * A class and not closures: V8 keeps what a generator function made for one request closes over until
 * the next collection of the whole heap, and each request's graph hung on its `audio`.
 */
class SpokenUtterance implements Utterance {
  readonly #spoken: Spoken;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #first: { readonly bytes: Uint8Array; readonly format: PcmFormat } | undefined;

  constructor(spoken: Spoken) {
    this.#spoken = spoken;
    this.#chunks = spoken.audio[Symbol.asyncIterator]();
  }

  get closed(): Promise<void> {
    return this.#spoken.closed;
  }

  facts(): ReturnType<Spoken["facts"]> {
    return this.#spoken.facts();
  }

  async begin(): Promise<PcmFormat | undefined> {
    const result = await this.#chunks.next();
    if (result.done === true) return undefined;
    const format = await this.#spoken.format;
    this.#first = { bytes: result.value, format };
    return format;
  }

  async *audio(onBytes: (bytes: number) => void): AsyncGenerator<Uint8Array> {
    if (this.#first === undefined) return;
    const { bytes, format } = this.#first;
    const cutter = new FrameCutter(bytesPerFrame(format));
    for (let chunk: Uint8Array | undefined = bytes; chunk !== undefined; ) {
      const pcm = cutter.take(chunk);
      if (pcm.length > 0) {
        onBytes(pcm.length);
        yield pcm;
      }
      const next = await this.#chunks.next();
      chunk = next.done === true ? undefined : next.value;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chunks.return?.();
  }
}
