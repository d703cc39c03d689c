import assert from "node:assert/strict";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { pino } from "pino";
import { openFolderArchive } from "../../src/archive/folder-archive.ts";
import { dataFolder } from "../../src/data-folder.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import type { RetentionPolicy } from "../../src/upkeep/retention.ts";
import { startUpkeep } from "../../src/upkeep/upkeep.ts";
import { openVoices } from "../../src/voices/voices.ts";
import { ManualClock } from "../manual-clock.ts";
import { addUser, completed, noonMs, requestOf } from "../store/records.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { until } from "../until.ts";

type Hub = {
  readonly folder: string;
  readonly store: Store;
  readonly clock: ManualClock;
  readonly start: (policy?: RetentionPolicy) => Promise<void>;
};

async function openHub(t: TestContext): Promise<Hub> {
  const folder = await temporaryFolder(t);
  const paths = dataFolder(folder);
  const clock = new ManualClock(noonMs);
  const opened = new AsyncDisposableStack();
  t.after(() => opened.disposeAsync());
  const store = opened.adopt(await openSqliteStore(folder, { longLived: true }), (one) =>
    one.close(),
  );
  const archive = openFolderArchive({ folder: paths.audio });
  opened.defer(() => archive.close());
  const voices = openVoices({ folder: paths.voices, store: store.samples, ffmpeg: "ffmpeg" });
  opened.defer(() => voices.close());
  const log = pino({ level: "silent" });
  return {
    folder,
    store,
    clock,
    start: async (policy = {}) => {
      opened.use(
        await startUpkeep({
          folder: paths,
          store,
          archive,
          voices,
          policy,
          expiries: [],
          clock,
          log,
        }),
      );
    },
  };
}

test("old history goes at the start, and every hour after", async (t) => {
  const { store, clock, start } = await openHub(t);
  const ann = await addUser(store, "ann");
  const finish = async (id: string): Promise<void> => {
    await store.history.begin(requestOf(ann, { id, createdMs: clock.wallMs() }));
    await store.history.finish(id, completed());
  };
  await finish("before");
  await clock.advance(2_000);
  await start({ maxAgeMs: 1_000 });
  const isGone = async (id: string): Promise<boolean> =>
    (await store.history.get(ann.id, id)) === undefined;
  await until("the old entry is gone", () => isGone("before"));
  await finish("later");
  await clock.advance(59 * 60_000);
  assert.equal(await isGone("later"), false);
  await clock.advance(60_000);
  await until("the later entry is gone", () => isGone("later"));
});

test("what is written moves into the database file while the hub runs", async (t) => {
  const { folder, store, clock, start } = await openHub(t);
  await start();
  await addUser(store, "ann");
  await clock.advance(250);
  const copy = join(folder, "copy.sqlite");
  const isMoved = async (): Promise<boolean> => {
    await copyFile(dataFolder(folder).database, copy);
    using database = new DatabaseSync(copy);
    return database.prepare("select name from users").get() !== undefined;
  };
  // A copy taken in the middle of a checkpoint is no database.
  await until("the row is in the file", () => isMoved().catch(() => false));
});
