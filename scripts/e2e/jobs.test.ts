import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../until.ts";
import { patienceMs } from "./harness/limits.ts";
import { get, type Usage } from "./harness/requests.ts";
import { startClub, type TestClub } from "./harness/test-club.ts";

type Job = {
  readonly id: string;
  readonly status: string;
  readonly flags: readonly unknown[];
  readonly progress: {
    readonly segments: number;
    readonly done: number;
    readonly audio_seconds: number;
  };
};

const sentence = (at: number): string =>
  `Sentence number ${at} of this book is neither long nor short, and is spoken by whoever is there.`;

test("a job survives kill -9 of the hub and of a home, and is metered once", async (t) => {
  const club = await startClub(t);
  await club.startAgent({ name: "stays" });
  const dies = await club.startAgent({ name: "dies" });
  const input = Array.from({ length: 60 }, (_, at) => sentence(at)).join("\n\n");
  const begun = await begin(club, input);
  await untilDone(club, begun.id, 5);
  dies.kill("SIGKILL");
  club.hub.kill("SIGKILL");
  await club.hub.ended;
  await club.restartHub();
  const before = await jobOf(club, begun.id);
  assert.ok(before.progress.done >= 5 && before.progress.done < 60, "it was killed amid the job");
  const job = await untilDone(club, begun.id, 60);
  assert.equal(job.status, "completed");
  assert.deepEqual(job.flags, []);
  const usage = await get<Usage>(club, "/v1/usage");
  assert.ok(Math.abs(usage.total.audio_seconds - job.progress.audio_seconds) < 1, "metered once");
});

async function begin(club: TestClub, input: string): Promise<Job> {
  const response = await fetch(`${club.hub.url}/v1/audio/jobs`, {
    method: "POST",
    headers: { authorization: `Bearer ${club.member}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "espeak-ng", input }),
  });
  assert.equal(response.status, 202);
  return (await response.json()) as Job;
}

function jobOf(club: TestClub, id: string): Promise<Job> {
  return get<Job>(club, `/v1/audio/jobs/${id}`);
}

/** The job, once so many of its segments are spoken; at all of them, once it has ended. */
async function untilDone(club: TestClub, id: string, segments: number): Promise<Job> {
  return await until(
    `${segments} segments to be spoken`,
    async () => {
      const job = await jobOf(club, id);
      const isOver =
        segments < job.progress.segments || !["queued", "running"].includes(job.status);
      return job.progress.done >= segments && isOver ? job : undefined;
    },
    { timeoutMs: 4 * patienceMs },
  );
}
