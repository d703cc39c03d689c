import { limits } from "@club/shared/wire/limits.ts";
import { agentLimits } from "../limits.ts";

type Entry = { readonly wav: Uint8Array; readonly usedMs: number };

/** Takes a recording in; one that was to be forgotten since the slot was given is not kept. */
export type KeepPrompt = (wav: Uint8Array, nowMs: number) => void;

/**
 * Reference recordings by their SHA-256, so that the next sentence of a voice needs no upload. They
 * are somebody's voice: none stays longer than the wire allows, nor once its owner has deleted it.
 */
export class PromptCache {
  /** Oldest use first. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;
  /** Counts what was to be forgotten. */
  #forgets = 0;


  get(hash: string, nowMs: number): Uint8Array | undefined {
    this.expire(nowMs);
    const wav = this.#entries.get(hash)?.wav;
    if (wav !== undefined) this.#put(hash, wav, nowMs);
    return wav;
  }

  /** For a recording that is on its way. */
  expect(hash: string): KeepPrompt {
    const forgets = this.#forgets;
    return (wav, nowMs) => {
      if (this.#forgets === forgets) this.#put(hash, wav, nowMs);
    };
  }

  /** Drops the recording, or without a hash all of them, and any that is on its way. */
  forget(hash?: string): void {
    this.#forgets += 1;
    for (const known of hash === undefined ? [...this.#entries.keys()] : [hash]) this.#drop(known);
  }

  /** Drops what has not been used for its time. */
  expire(nowMs: number): void {
    for (const [hash, { usedMs }] of this.#entries) {
      if (nowMs - usedMs < limits.promptLifeMs) return;
      this.#drop(hash);
    }
  }

  #put(hash: string, wav: Uint8Array, nowMs: number): void {
    this.#drop(hash);
    if (wav.length > agentLimits.promptCacheBytes) return;
    this.#entries.set(hash, { wav, usedMs: nowMs });
    this.#bytes += wav.length;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= agentLimits.promptCacheBytes) break;
      this.#drop(oldest);
    }
  }

  #drop(hash: string): void {
    this.#bytes -= this.#entries.get(hash)?.wav.length ?? 0;
    this.#entries.delete(hash);
  }
}
