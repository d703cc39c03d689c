import { v7 as uuid } from "uuid";

/** Who did it: a caller by a key, or nobody's key where somebody had a shell on the hub's machine. */
export type Actor = { readonly userName: string; readonly keyId: string | undefined };

export const operator: Actor = { userName: "operator", keyId: undefined };

export const auditActions = [
  "user.created",
  "user.changed",
  "key.created",
  "key.changed",
  "key.revoked",
  "share.made",
  "share.ended",
] as const;

export type AuditAction = (typeof auditActions)[number];

/** One line of the audit log: who did what to whom, and when. It is never changed or removed. */
export type AuditEntry = {
  readonly id: string;
  readonly atMs: number;
  readonly actor: string;
  readonly actorKeyId: string | undefined;
  readonly action: AuditAction;
  /** The id of the user, key or history entry. */
  readonly subject: string;
  /** What was set, without any secret. */
  readonly detail: Readonly<Record<string, unknown>>;
};

export type AuditStore = {
  append(entry: AuditEntry): Promise<void>;
  /** Newest first; those before an id, which is in the order of time. */
  list(query: {
    readonly limit: number;
    readonly before?: string | undefined;
  }): Promise<readonly AuditEntry[]>;
};

export function auditEntry(
  by: Actor,
  atMs: number,
  action: AuditAction,
  subject: string,
  detail: Readonly<Record<string, unknown>> = {},
): AuditEntry {
  return { id: uuid(), atMs, actor: by.userName, actorKeyId: by.keyId, action, subject, detail };
}
