import { limits } from "@club/shared/wire/limits.ts";
import { agentLimits } from "../limits.ts";

type Entry = { readonly wav: Uint8Array; readonly expiry: NodeJS.Timeout };

/** Takes a recording in that was on its way; one that was to be forgotten meanwhile is not kept. */
export type KeepPrompt = (wav: Uint8Array) => void;

/**
 * Reference recordings by their SHA-256, so that the next sentence of a voice needs no upload. They
 * are somebody's voice: kept in memory alone, no longer than the wire allows, and not once its owner
 * has deleted it.
 */
export class PromptCache {
  readonly #lifeMs: number;
  /** Oldest use first. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;
  /** How often something was to be forgotten. */
  #forgets = 0;

  /** `lifeMs`: how long one is kept after its last use. */
  constructor(lifeMs: number = limits.promptLifeMs) {
    this.#lifeMs = lifeMs;
  }

  /** Recordings kept now. */
  get size(): number {
    return this.#entries.size;
  }

  get(hash: string): Uint8Array | undefined {
    const wav = this.#entries.get(hash)?.wav;
    if (wav !== undefined) this.#put(hash, wav);
    return wav;
  }

  /** For a recording that is on its way. */
  expect(hash: string): KeepPrompt {
    const forgets = this.#forgets;
    return (wav) => {
      if (this.#forgets === forgets) this.#put(hash, wav);
    };
  }

  /** Drops the recording, or without a hash all of them, and whatever is on its way. */
  forget(hash?: string): void {
    this.#forgets += 1;
    for (const known of hash === undefined ? [...this.#entries.keys()] : [hash]) this.#drop(known);
  }

  #put(hash: string, wav: Uint8Array): void {
    this.#drop(hash);
    if (wav.length > agentLimits.promptCacheBytes) return;
    const expiry = setTimeout(() => this.#drop(hash), this.#lifeMs).unref();
    this.#entries.set(hash, { wav, expiry });
    this.#bytes += wav.length;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= agentLimits.promptCacheBytes) break;
      this.#drop(oldest);
    }
  }

  #drop(hash: string): void {
    const entry = this.#entries.get(hash);
    if (entry === undefined) return;
    clearTimeout(entry.expiry);
    this.#bytes -= entry.wav.length;
    this.#entries.delete(hash);
  }
}
