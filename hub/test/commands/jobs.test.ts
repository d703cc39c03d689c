import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../src/clock.ts";
import { createAccounts } from "../../src/accounts/create-accounts.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { runHub } from "./run-hub.ts";

test("a job is listed, shown and cancelled, once", async (t) => {
  const data = await temporaryFolder(t);
  const store = await openSqliteStore(data);
  t.after(() => store.close());
  const accounts = createAccounts(store.accounts, systemClock);
  const { key } = await accounts.createKey({ user: "ann", scopes: ["consumer"] });
  const segment = { text: "It was late.", endsParagraph: true };
  await store.audioJobs.create({
    id: "job_1",
    userId: key.userId,
    keyId: key.id,
    createdMs: systemClock.wallMs(),
    model: "m",
    voice: undefined,
    language: undefined,
    instructions: undefined,
    parameters: {},
    providers: undefined,
    format: "opus",
    title: "A book",
    characters: 12,
    webhook: undefined,
    chapters: [{ title: "One", segments: [segment] }],
  });
  const list = await runHub("jobs", "list", "--user", "ann", "--data", data);
  assert.match(list.out, /job_1 +m +A book +queued +0\/1 +0/, list.err);
  const shown = await runHub("jobs", "show", "job_1", "--data", data, "--json");
  assert.equal((JSON.parse(shown.out) as { status: string }).status, "queued");
  const cancelled = await runHub("jobs", "cancel", "job_1", "--data", data, "--json");
  assert.equal((JSON.parse(cancelled.out) as { status: string }).status, "cancelled");
  const again = await runHub("jobs", "cancel", "job_1", "--data", data);
  assert.equal(again.exitCode, 1);
  assert.match(again.err, /already|nothing to cancel/);
  const unknown = await runHub("jobs", "show", "job_2", "--data", data);
  assert.match(unknown.err, /There is no job "job_2"/);
});
