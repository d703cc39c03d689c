import { setTimeout as sleep } from "node:timers/promises";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import type { Engine, Health } from "../../src/engines/engine.ts";

/** An engine of the tests' own: counts, at a pace, and remembers how it was treated. */
export class PacedEngine implements Engine {
  readonly kind = "paced";
  state: Health = { state: "ready" };
  started = 0;
  /** When its last utterance was left, ended or aborted. */
  stoppedMs: number | undefined;
  readonly #chunks: number;
  readonly #paceMs: number;

  /** `chunks` pieces of 9,600 bytes (0.2 s), one every `paceMs`. */
  constructor(chunks: number, paceMs: number) {
    this.#chunks = chunks;
    this.#paceMs = paceMs;
  }

  get wholeAudio(): Buffer {
    return Buffer.concat(Array.from({ length: this.#chunks }, (_, at) => chunk(at)));
  }

  describe(): ReturnType<Engine["describe"]> {
    const voices = [{ name: "one", languages: ["en"] }];
    return Promise.resolve({ voices, defaultVoice: "one", features: ["streaming"] });
  }

  health(): Promise<Health> {
    return Promise.resolve(this.state);
  }

  speak(...[utterance, signal]: Parameters<Engine["speak"]>): ReturnType<Engine["speak"]> {
    this.started += 1;
    if (utterance.text === "fail") throw new Failure("ENGINE_FAILED", "The engine says: no.");
    const format = { rateHz: 24_000, channels: 1 };
    return Promise.resolve({ format, audio: this.#audio(signal), facts: () => ({ seed: 7 }) });
  }

  async *#audio(signal: AbortSignal): AsyncGenerator<Uint8Array> {
    try {
      for (let at = 0; at < this.#chunks; at += 1) {
        if (this.#paceMs > 0) await sleep(this.#paceMs, undefined, { signal });
        signal.throwIfAborted();
        yield chunk(at);
      }
    } catch (thrown) {
      throw signal.aborted ? new Failure("CANCELLED", "cancelled") : asFailure(thrown);
    } finally {
      this.stoppedMs = performance.now();
    }
  }
}

function chunk(at: number): Buffer {
  const bytes = Buffer.alloc(9_600);
  for (let sample = 0; sample < 4_800; sample += 1) {
    bytes.writeInt16LE(((at * 4_800 + sample) % 65_536) - 32_768, sample * 2);
  }
  return bytes;
}
