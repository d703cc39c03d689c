import { agentLimits } from "../limits.ts";

type Entry = { readonly wav: Uint8Array; readonly usedMs: number };

/** Reference recordings by their SHA-256, so that the next sentence of a voice needs no upload. */
export class PromptCache {
  /** Oldest use first. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  get(hash: string, nowMs: number): Uint8Array | undefined {
    this.#forgetOld(nowMs);
    const wav = this.#entries.get(hash)?.wav;
    if (wav !== undefined) this.put(hash, wav, nowMs);
    return wav;
  }

  put(hash: string, wav: Uint8Array, nowMs: number): void {
    this.#forget(hash);
    if (wav.length > agentLimits.promptCacheBytes) return;
    this.#entries.set(hash, { wav, usedMs: nowMs });
    this.#bytes += wav.length;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= agentLimits.promptCacheBytes) break;
      this.#forget(oldest);
    }
  }

  #forgetOld(nowMs: number): void {
    for (const [hash, { usedMs }] of this.#entries) {
      if (nowMs - usedMs < agentLimits.promptCacheMs) return;
      this.#forget(hash);
    }
  }

  #forget(hash: string): void {
    this.#bytes -= this.#entries.get(hash)?.wav.length ?? 0;
    this.#entries.delete(hash);
  }
}
