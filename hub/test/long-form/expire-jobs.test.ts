import assert from "node:assert/strict";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { expireJobs } from "../../src/long-form/jobs/expire-jobs.ts";
import { JobFiles } from "../../src/long-form/jobs/job-files.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { addUser, keyOf, noonMs } from "../store/records.ts";
import { temporaryFolder } from "../temporary-folder.ts";

test("jobs that ended before a time go with their audio, others stay", async (t) => {
  const folder = await temporaryFolder(t);
  const store = await openSqliteStore(folder);
  t.after(() => store.close());
  const user = await addUser(store, "ann");
  const jobs = join(folder, "jobs");
  const files = new JobFiles(jobs);
  for (const [id, endedMs] of [
    ["job_old", noonMs - 1],
    ["job_new", noonMs],
    ["job_running", undefined],
  ] as const) {
    await store.audioJobs.create({
      id,
      userId: user.id,
      keyId: keyOf(user).id,
      createdMs: noonMs - 10,
      model: "m",
      voice: undefined,
      language: undefined,
      instructions: undefined,
      parameters: {},
      providers: undefined,
      format: "wav",
      title: undefined,
      characters: 3,
      webhook: undefined,
      chapters: [{ title: "One", segments: [{ text: "Hi.", endsParagraph: true }] }],
    });
    await files.keep(id, { number: 0, take: 0 }, new Uint8Array(2));
    if (endedMs !== undefined) {
      await store.audioJobs.end(id, { status: "completed", atMs: endedMs });
    }
  }
  const expire = expireJobs(store.audioJobs, jobs);
  assert.equal(await expire(noonMs, AbortSignal.timeout(10_000)), 1);
  const left = await store.audioJobs.list({ limit: 9 });
  assert.deepEqual(left.map(({ id }) => id).sort(), ["job_new", "job_running"]);
  await assert.rejects(access(join(jobs, "job_old")), { code: "ENOENT" });
  for (const id of ["job_new", "job_running"]) await access(join(jobs, id));
});
