import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { JobFiles } from "../../src/long-form/jobs/job-files.ts";
import { temporaryFolder } from "../temporary-folder.ts";

test("what a killed hub had not written to its end is removed, and what is whole stays", async (t) => {
  const folder = join(await temporaryFolder(t), "jobs");
  const files = new JobFiles(folder);
  await files.sweep();
  await files.keep("job_1", { number: 3, take: 0 }, Buffer.from("spoken"));
  await writeFile(await files.pathOf("job_1", "segment-4-0.pcm.5f1c.part"), "spo");
  await files.sweep();
  assert.deepEqual(await readdir(join(folder, "job_1")), ["segment-3-0.pcm"]);
});
