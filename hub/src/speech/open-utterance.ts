import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { Request } from "@club/shared/mux/hub-end.ts";
import { FrameCutter } from "../encoding/frame-cutter.ts";
import type { Service } from "../providers/provider.ts";
import { openSpoken, type Spoken } from "../providers/spoken.ts";

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
  const spoken = openSpoken(service.provider, wireRequest, canMove, signal);
  const chunks = spoken.audio[Symbol.asyncIterator]();
  let first: Uint8Array | undefined;
  let format: PcmFormat | undefined;
  return {
    closed: spoken.closed,
    facts: spoken.facts,
    async begin() {
      const result = await chunks.next();
      if (result.done === true) return undefined;
      first = result.value;
      format = await spoken.format;
      return format;
    },
    async *audio(onBytes) {
      if (first === undefined || format === undefined) return;
      const cutter = new FrameCutter(format);
      for (let chunk: Uint8Array | undefined = first; chunk !== undefined; ) {
        const pcm = cutter.take(chunk);
        if (pcm.length > 0) {
          onBytes(pcm.length);
          yield pcm;
        }
        const next = await chunks.next();
        chunk = next.done === true ? undefined : next.value;
      }
    },
    async [Symbol.asyncDispose]() {
      await chunks.return?.();
    },
  };
}
