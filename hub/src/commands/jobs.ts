import { safe, safeJson, type SafeText } from "@club/shared/terminal/safe-text.ts";
import { type Column, table } from "@club/shared/terminal/table.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Command } from "commander";
import { systemClock } from "../clock.ts";
import { jobBody, type JobBody } from "../long-form/jobs/job-body.ts";
import { maxListed } from "../long-form/jobs/limits.ts";
import type { AudioJob } from "../store/audio-job-store.ts";
import type { Store } from "../store/store.ts";
import { dataFolderOption } from "./data-folder-option.ts";
import type { Terminal } from "./terminal.ts";
import { accountsOf, withStore } from "./with-store.ts";

/** Adds `jobs list|show|cancel` to the program: long texts. They work beside a running hub. */
export function addJobsCommands(program: Command, terminal: Terminal): void {
  const jobs = program.command("jobs").description("list, show and cancel jobs: long texts");
  jobs
    .command("list")
    .description("list jobs, newest first")
    .option("--user <name>", "only this user's")
    .addOption(dataFolderOption())
    .option("--json", "print a JSON array")
    .addHelpText("after", "\nExample:\n  $ club-hub jobs list --user ann\n")
    .action(async (options: Common & { readonly user?: string }) => {
      const bodies = await withStore(options.data, async (store) => {
        const { user } = options;
        const userId = user === undefined ? undefined : (await accountsOf(store).getUser(user)).id;
        const found = await store.audioJobs.list({ userId, limit: maxListed });
        return await Promise.all(found.map((job) => bodyOf(store, job)));
      });
      terminal.out(options.json ? safeJson(bodies) : jobTable(bodies, terminal));
    });
  addOne(jobs, terminal, "show <id>", "show a job", bodyOf);
  addOne(jobs, terminal, "cancel <id>", "end a job; what is spoken stays", cancel);
}

type Common = { readonly data: string; readonly json?: true };

function addOne(
  jobs: Command,
  terminal: Terminal,
  usage: string,
  description: string,
  act: (store: Store, job: AudioJob) => Promise<JobBody>,
): void {
  jobs
    .command(usage)
    .description(description)
    .addOption(dataFolderOption())
    .option("--json", "print the job as JSON")
    .addHelpText("after", `\nExample:\n  $ club-hub jobs ${usage.replace("<id>", "job_0123")}\n`)
    .action(async (id: string, options: Common) => {
      const body = await withStore(options.data, async (store) =>
        act(store, await jobCalled(store, id)),
      );
      terminal.out(options.json ? safeJson(body) : jobText(body, terminal));
    });
}

async function jobCalled(store: Store, id: string): Promise<AudioJob> {
  for (const user of await accountsOf(store).listUsers()) {
    const job = await store.audioJobs.get(user.id, id);
    if (job !== undefined) return job;
  }
  throw new Failure("NOT_FOUND", `There is no job "${id}". See club-hub jobs list.`);
}

/** A hub that speaks it stops at the next segment. */
async function cancel(store: Store, job: AudioJob): Promise<JobBody> {
  const end = { status: "cancelled", atMs: systemClock.wallMs() } as const;
  if (!(await store.audioJobs.end(job.id, end))) {
    throw new Failure("CONFLICT", `This job is ${job.status}: there is nothing to cancel.`);
  }
  return await bodyOf(store, await jobCalled(store, job.id));
}

async function bodyOf({ audioJobs }: Store, job: AudioJob): Promise<JobBody> {
  const [chapters, segments] = [await audioJobs.chapters(job.id), await audioJobs.segments(job.id)];
  return jobBody({ job, chapters, segments, etaSeconds: undefined });
}

function jobText(body: JobBody, terminal: Terminal): SafeText {
  const error = body.error === null ? safe`` : safe`\n${body.error.message}\n`;
  return safe`${jobTable([body], terminal)}${error}`;
}

function jobTable(bodies: readonly JobBody[], terminal: Terminal): SafeText {
  const rows = bodies.map(({ id, model, title, status, progress, flags }) => [
    id,
    model,
    title ?? "",
    status,
    `${progress.done}/${progress.segments}`,
    `${flags.length}`,
  ]);
  return table(columns, rows, terminal.columns);
}

const columns: readonly Column[] = [
  { head: "ID" },
  { head: "MODEL", leastWidth: 8, rank: 1 },
  { head: "TITLE", leastWidth: 8, rank: 2 },
  { head: "STATUS" },
  { head: "SEGMENTS", align: "right" },
  { head: "FLAGS", align: "right", rank: 3 },
];
