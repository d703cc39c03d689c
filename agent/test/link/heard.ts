import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { HubStream, HubStreamListener } from "@club/shared/mux/hub-stream.ts";
import type { Failure } from "@club/shared/wire/failures.ts";
import type { End } from "@club/shared/wire/messages.ts";

/** The hub's side of one utterance, collected: what was heard, and how it ended. */
export class Heard implements HubStreamListener {
  format: PcmFormat | undefined;
  failure: Failure | undefined;
  facts: End["facts"] | undefined;
  bytes = 0;
  /** Resolves when both sides are done. */
  readonly over: Promise<this>;
  /** Whether audio is taken as it comes; otherwise the agent runs out of credit. */
  isReading = true;
  readonly #parts: Uint8Array[] = [];
  readonly #closed: PromiseWithResolvers<this> = Promise.withResolvers();
  #stream: HubStream | undefined;

  constructor() {
    this.over = this.#closed.promise;
  }

  get audio(): Buffer {
    return Buffer.concat(this.#parts);
  }

  listenTo(stream: HubStream): void {
    this.#stream = stream;
  }

  cancel(): void {
    this.#stream?.reset("CANCELLED", "enough", performance.now());
  }

  read(): void {
    this.isReading = true;
    this.readable();
  }

  accepted(format: PcmFormat): void {
    this.format = format;
  }

  readable(): void {
    if (!this.isReading) return;
    for (let part = this.#stream?.take(); part !== undefined; part = this.#stream?.take()) {
      this.#parts.push(part);
      this.bytes += part.length;
      this.#stream?.release(part.length);
    }
  }

  ended(facts: End["facts"]): void {
    this.facts = facts;
  }

  failed(failure: Failure): void {
    this.failure = failure;
  }

  closed(): void {
    this.readable();
    this.#closed.resolve(this);
  }
}
