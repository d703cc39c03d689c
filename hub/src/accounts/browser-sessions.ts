import type { Clock } from "../clock.ts";
import { createHash, randomBytes } from "node:crypto";
import { maxBrowserSessions, maxSessionsPerKey, sessionLifeMs } from "./limits.ts";

/**
 * Browsers that are signed in: each holds a random token, of which only the hash is kept here, in
 * memory, with the key that it stands for. A restart signs everyone out. What is kept is bounded: a
 * key's oldest session makes room for its next one, and the oldest of all for everyone's.
 */
export class BrowserSessions {
  readonly #clock: Clock;
  /** By the token's hash, oldest first. */
  readonly #sessions = new Map<string, BrowserSession>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Signs a browser in with a key that was accepted; returns its token. */
  open(keyId: string): string {
    const ofKey = [...this.#sessions].filter(([, session]) => session.keyId === keyId);
    if (ofKey.length >= maxSessionsPerKey) this.#drop(ofKey[0]?.[0]);
    if (this.#sessions.size >= maxBrowserSessions) this.#drop(this.#sessions.keys().next().value);
    const token = randomBytes(32).toString("base64url");
    this.#sessions.set(hashOf(token), {
      keyId,
      untilMs: this.#clock.monotonicMs() + sessionLifeMs,
    });
    return token;
  }

  /** The key that a token stands for, or undefined when nobody is signed in with it (any more). */
  keyOf(token: string): string | undefined {
    const hash = hashOf(token);
    const session = this.#sessions.get(hash);
    if (session === undefined || session.untilMs > this.#clock.monotonicMs()) return session?.keyId;
    this.#drop(hash);
    return undefined;
  }

  close(token: string): void {
    this.#drop(hashOf(token));
  }

  #drop(hash: string | undefined): void {
    if (hash !== undefined) this.#sessions.delete(hash);
  }
}

type BrowserSession = { readonly keyId: string; readonly untilMs: number };

/** Fast is right, as for keys: nobody guesses 256 random bits. */
function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
