/** Public links to single clips, off unless the operator allows them. Of a link only the hash is kept. */
export interface ShareStore {
  /** Makes the link to an entry; an earlier one of the same entry ends. */
  put(share: Share): Promise<void>;
  /** The link with this hash, of a user who is not disabled; or undefined. */
  find(secretHash: string): Promise<Share | undefined>;
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
};
