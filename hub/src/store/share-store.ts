import type { HistoryEntry } from "./history-store.ts";

/** Public links to single clips, off unless the operator allows them. Of a link only the hash is kept. */
export interface ShareStore {
  /** Makes the link to an entry; an earlier one of the same entry ends, as do those that have expired. */
  put(share: Share): Promise<void>;
  /** The link with this hash, of a user who is not disabled, that has not expired; or undefined. */
  find(secretHash: string, nowMs: number): Promise<Share | undefined>;
  /** A user's links that have not expired, newest first, with what they lead to. */
  list(userId: string, nowMs: number): Promise<readonly SharedEntry[]>;
  /** Ends the link to the user's entry; false when there was none. */
  remove(userId: string, entryId: string): Promise<boolean>;
  /** Ends all links of a user; returns how many there were. */
  removeAll(userId: string): Promise<number>;
}

export type Share = {
  readonly entryId: string;
  readonly userId: string;
  /** SHA-256 of the link's secret, hexadecimal. */
  readonly secretHash: string;
  readonly createdMs: number;
  /** Undefined: it lasts until it is ended. */
  readonly expiresMs: number | undefined;
  /** Whether the text is shown with the audio. */
  readonly withText: boolean;
};

export type SharedEntry = { readonly share: Share; readonly entry: HistoryEntry };
