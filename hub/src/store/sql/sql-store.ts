import type { Runs } from "../run.ts";
import type { Store } from "../store.ts";
import { Erasing } from "./erasing.ts";
import { GroupCommit } from "./group-commit.ts";
import { probe } from "./probe.ts";
import { sqlAccountStore } from "./sql-account-store.ts";
import { sqlAudioJobStore } from "./sql-audio-job-store.ts";
import { sqlAuditStore } from "./sql-audit-store.ts";
import { sqlDeviceCodeStore } from "./sql-device-code-store.ts";
import { type Search, sqlHistoryStore } from "./sql-history-store.ts";
import { sqlInvitationStore } from "./sql-invitation-store.ts";
import { sqlMarkStore } from "./sql-mark-store.ts";
import { sqlSampleStore } from "./sql-sample-store.ts";
import { sqlSessionStore } from "./sql-session-store.ts";
import { sqlShareStore } from "./sql-share-store.ts";
import { sqlUsageStore } from "./sql-usage-store.ts";
import type { Database } from "./tables.ts";

export type SqlStoreOptions = {
  /** Takes the writes. */
  readonly writer: Database;
  /** Answers the reads; it sees what the writer has committed. */
  readonly reader: Database;
  readonly runs: Runs;
  /** Runs a query that may take long without holding up others; undefined: as any. */
  readonly search?: Search;
  /**
   * See `Store.checkpoint`; undefined where the database sees to it. `erases`: something was deleted that
   * may not stay in a log. Returns whether that is done.
   */
  readonly checkpoint?: (erases: boolean) => Promise<boolean>;
  /** Lets go of what both stand on. */
  readonly release: () => void | Promise<void>;
};

/** The store over any SQL database that Kysely speaks to, its schema already up to date. */
export function sqlStore(options: SqlStoreOptions): Store {
  const { writer, reader, runs, release } = options;
  const commits = new GroupCommit(writer);
  const erasing = new Erasing();
  return {
    accounts: sqlAccountStore(reader, commits),
    history: sqlHistoryStore(reader, commits, runs, erasing, options.search),
    usage: sqlUsageStore(reader),
    shares: sqlShareStore(reader, commits),
    deviceCodes: sqlDeviceCodeStore(reader, commits),
    samples: sqlSampleStore(reader, commits, runs, erasing),
    marks: sqlMarkStore(reader, commits),
    audit: sqlAuditStore(reader, commits),
    sessions: sqlSessionStore(reader, commits),
    invitations: sqlInvitationStore(reader, commits),
    audioJobs: sqlAudioJobStore(reader, commits, erasing),
    fault: probe(commits),
    checkpoint: () => erasing.checkpoint(options.checkpoint),
    close: async () => {
      await commits.settled();
      await release();
    },
  };
}
