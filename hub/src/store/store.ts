import type { AccountStore } from "../accounts/account-store.ts";
import type { AuditStore } from "../accounts/audit.ts";
import type { DeviceCodeStore } from "../accounts/device-code-store.ts";
import type { InvitationStore } from "../accounts/invitation-store.ts";
import type { AudioJobStore } from "./audio-job-store.ts";
import type { HistoryStore } from "./history-store.ts";
import type { SessionStore } from "../accounts/session-store.ts";
import type { SampleStore } from "../voices/sample-store.ts";
import type { MarkStore } from "./mark-store.ts";
import type { ShareStore } from "./share-store.ts";
import type { UsageStore } from "./usage-store.ts";

/**
 * The port to what the hub remembers: one part for each concern. Several processes may have the same
 * store open (a hub and its commands). Every method throws STORAGE_FULL when nothing can be written,
 * and BUSY when more writes wait than the store's bound.
 */
export interface Store {
  readonly accounts: AccountStore;
  readonly history: HistoryStore;
  readonly usage: UsageStore;
  readonly shares: ShareStore;
  readonly deviceCodes: DeviceCodeStore;
  readonly samples: SampleStore;
  readonly marks: MarkStore;
  readonly audit: AuditStore;
  readonly sessions: SessionStore;
  readonly invitations: InvitationStore;
  readonly audioJobs: AudioJobStore;
  /** Why nothing can be kept now, or undefined when all is well: for `/readyz`. */
  fault(): Promise<string | undefined>;
  /**
   * Moves what was written from the log to its place. A process that has the store open for long calls it
   * every quarter of a second. Throws STORAGE_FULL.
   */
  checkpoint(): Promise<void>;
  /** Completes what waits to be written, then lets go of everything. */
  close(): Promise<void>;
}
