import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "../clock.ts";
import {
  maxBrowserSessions,
  maxSessionsPerKey,
  maxSessionsPerUser,
  sessionLifeMs,
} from "./limits.ts";
import type { SessionStore } from "./session-store.ts";

/**
 * Browsers that are signed in: each holds a random token, of which only the hash is kept, with the key
 * that it stands for. They outlive the hub's restart. What is kept is bounded: a key's oldest session
 * makes room for its next one, as does a user's, and the oldest of all for everyone's.
 */
export class BrowserSessions {
  readonly #store: SessionStore;
  readonly #clock: Pick<Clock, "wallMs">;

  constructor(store: SessionStore, clock: Pick<Clock, "wallMs">) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Signs a browser in with a key that was accepted; returns its token. */
  async open(keyId: string): Promise<string> {
    const token = randomBytes(32).toString("base64url");
    const nowMs = this.#clock.wallMs();
    const session = { tokenHash: hashOf(token), keyId, untilMs: nowMs + sessionLifeMs };
    const bound = {
      perKey: maxSessionsPerKey,
      perUser: maxSessionsPerUser,
      inAll: maxBrowserSessions,
      nowMs,
    };
    await this.#store.insert(session, bound);
    return token;
  }

  /** The key that a token stands for, or undefined when nobody is signed in with it (any more). */
  async keyOf(token: string): Promise<string | undefined> {
    const session = await this.#store.find(hashOf(token));
    if (session === undefined || session.untilMs <= this.#clock.wallMs()) return undefined;
    return session.keyId;
  }

  async close(token: string): Promise<void> {
    await this.#store.remove(hashOf(token));
  }
}

/** Fast is right, as for keys: nobody guesses 256 random bits. */
function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
