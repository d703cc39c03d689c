/** Single-use codes that give whoever has one a key. Of a code only the hash is kept. */
export interface InvitationStore {
  /** Keeps a new one, and forgets those that expired before `forgetMs`. */
  insert(invitation: Invitation, forgetMs: number): Promise<void>;
  byHash(codeHash: string): Promise<Invitation | undefined>;
  byId(id: string): Promise<Invitation | undefined>;
  /** Newest first; one maker's, or all. */
  list(madeBy?: string): Promise<readonly Invitation[]>;
  /** Uses up a code; true for the one caller who did. */
  use(codeHash: string, use: InvitationUse): Promise<boolean>;
  /** Undoes a use whose key could not be made. */
  restore(codeHash: string): Promise<void>;
  /** False when there is none. */
  remove(id: string): Promise<boolean>;
  /** Removes all of a kind. */
  removeKind(kind: InvitationKind): Promise<void>;
}

/** For a machine that shares, for a new member, or for the hub's first user. */
export const invitationKinds = ["machine", "member", "owner"] as const;

export type InvitationKind = (typeof invitationKinds)[number];

export type Invitation = {
  readonly id: string;
  readonly codeHash: string;
  readonly kind: InvitationKind;
  readonly createdMs: number;
  readonly expiresMs: number;
  readonly madeBy: string;
  /** The key by which it was made; undefined: at the hub's machine. */
  readonly keyId: string | undefined;
  readonly use: InvitationUse | undefined;
};

export type InvitationUse = {
  readonly atMs: number;
  /** What the machine or the member is called. */
  readonly name: string;
};
