/** Browsers that are signed in. Of a session's token only the hash is kept. */
export interface SessionStore {
  /** Keeps a session, and lets go of those that are over or have no room: the oldest go first. */
  insert(session: KeptSession, bound: SessionBound): Promise<void>;
  /** The session of a token, over or not. */
  find(tokenHash: string): Promise<KeptSession | undefined>;
  remove(tokenHash: string): Promise<void>;
}

export type KeptSession = {
  readonly tokenHash: string;
  readonly keyId: string;
  readonly untilMs: number;
};

export type SessionBound = {
  readonly perKey: number;
  /** Of all keys of the key's user. */
  readonly perUser: number;
  readonly inAll: number;
  /** The wall clock: what ended before is over. */
  readonly nowMs: number;
};
