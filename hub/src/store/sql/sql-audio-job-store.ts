import { characters } from "../../text/characters.ts";
import type { AudioJobStore, JobEnd, NewAudioJob, Take } from "../audio-job-store.ts";
import { chapterRowsOf, jobOf, rowOfJob, segmentOf, segmentRowsOf } from "./audio-job-rows.ts";
import type { Erasing } from "./erasing.ts";
import type { GroupCommit } from "./group-commit.ts";
import { meter } from "./metering.ts";
import type { Database, Write } from "./tables.ts";

/** Jobs in SQL. */
export function sqlAudioJobStore(
  db: Database,
  commits: GroupCommit,
  erasing: Erasing,
): AudioJobStore {
  return {
    ...finders(db),
    create: (job) => commits.run((write) => create(write, job)),
    begin: (id) =>
      commits.run(async (write) => {
        const { numUpdatedRows } = await write
          .updateTable("audio_jobs")
          .set({ status: "running" })
          .where("id", "=", id)
          .where("status", "in", ["queued", "running"])
          .executeTakeFirstOrThrow();
        return numUpdatedRows === 1n;
      }),
    keepTake: (id, take) => commits.run((write) => keepTake(write, id, take)),
    retake: (id, number) => commits.run((write) => retake(write, id, number)),
    resume: (id) => commits.run((write) => queueAgain(write, id, ["failed", "cancelled"])),
    end: (id, end) => commits.run((write) => endJob(write, id, end)),
    noteTold: (id, isOver) =>
      commits.run(async (write) => {
        await write
          .updateTable("audio_jobs")
          .set((eb) => ({
            webhook_tries: eb("webhook_tries", "+", 1),
            ...(isOver && { webhook_url: null, webhook_secret: null }),
          }))
          .where("id", "=", id)
          .execute();
      }),
    remove: async (id) => {
      const isRemoved = await commits.run((write) => remove(write, id));
      if (isRemoved) erasing.noteDeletion();
      return isRemoved;
    },
  };
}

type Finders = "get" | "list" | "unfinished" | "endedBefore" | "untold" | "chapters" | "segments";

function finders(db: Database): Pick<AudioJobStore, Finders> {
  const jobs = () => db.selectFrom("audio_jobs").selectAll();
  return {
    get: async (userId, id) => {
      const own = jobs().where("user_id", "=", userId).where("id", "=", id);
      const row = await own.executeTakeFirst();
      return row && jobOf(row);
    },
    list: async ({ userId, limit, before }) => {
      let query = jobs();
      if (userId !== undefined) query = query.where("user_id", "=", userId);
      if (before !== undefined) {
        query = query.where((eb) =>
          eb(eb.refTuple("created_ms", "id"), "<", eb.tuple(before.createdMs, before.id)),
        );
      }
      const sorted = query.orderBy("created_ms", "desc").orderBy("id", "desc").limit(limit);
      return (await sorted.execute()).map(jobOf);
    },
    unfinished: async () => {
      const query = jobs().where("status", "in", ["queued", "running"]);
      return (await query.orderBy("created_ms").orderBy("id").execute()).map(jobOf);
    },
    endedBefore: async (timeMs) => {
      const query = jobs().where("ended_ms", "<", timeMs).orderBy("ended_ms");
      return (await query.execute()).map(jobOf);
    },
    untold: async () => {
      const query = jobs().where("ended_ms", "is not", null).where("webhook_url", "is not", null);
      return (await query.orderBy("ended_ms").execute()).map(jobOf);
    },
    chapters: (id) => chapters(db, id),
    segments: async (id, chapter) => {
      let query = db.selectFrom("audio_job_segments").selectAll().where("job_id", "=", id);
      if (chapter !== undefined) query = query.where("chapter", "=", chapter);
      return (await query.orderBy("number").execute()).map(segmentOf);
    },
  };
}

async function chapters(db: Database, id: string): ReturnType<AudioJobStore["chapters"]> {
  const [titles, counts] = await Promise.all([
    db.selectFrom("audio_job_chapters").selectAll().where("job_id", "=", id).execute(),
    db
      .selectFrom("audio_job_segments")
      .select(["chapter", "state", "rate_hz"])
      .select((eb) => [
        eb.fn.countAll<number | string>().as("segments"),
        eb.fn.sum<number | string>(eb.fn<number>("length", ["text"])).as("characters"),
        eb.fn.sum<number | string | null>("frames").as("frames"),
      ])
      .where("job_id", "=", id)
      .groupBy(["chapter", "state", "rate_hz"])
      .execute(),
  ]);
  const ofChapter = Map.groupBy(counts, ({ chapter }) => chapter);
  return [...titles]
    .sort((a, b) => a.number - b.number)
    .map(({ number, title }) => {
      const all = ofChapter.get(number) ?? [];
      const done = all.filter(({ state }) => state !== "waiting");
      return {
        number,
        title,
        segments: sum(all, (one) => Number(one.segments)),
        done: sum(done, (one) => Number(one.segments)),
        characters: sum(all, (one) => Number(one.characters)),
        doneCharacters: sum(done, (one) => Number(one.characters)),
        audioSeconds: sum(done, (one) => Number(one.frames ?? 0) / (one.rate_hz ?? 1)),
      };
    });
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}

async function create(write: Write, job: NewAudioJob): Promise<void> {
  await write.insertInto("audio_jobs").values(rowOfJob(job)).execute();
  for (const rows of inBatches(chapterRowsOf(job))) {
    await write.insertInto("audio_job_chapters").values(rows).execute();
  }
  for (const rows of inBatches(segmentRowsOf(job))) {
    await write.insertInto("audio_job_segments").values(rows).execute();
  }
}

/** A statement takes at most some 32,000 values. */
function* inBatches<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += 500) yield rows.slice(at, at + 500);
}

async function keepTake(write: Write, id: string, take: Take): Promise<boolean> {
  const job = await write
    .selectFrom("audio_jobs")
    .selectAll()
    .where("id", "=", id)
    .where("status", "=", "running")
    .executeTakeFirst();
  if (job === undefined) return false;
  const [segment] = await write
    .updateTable("audio_job_segments")
    .set({
      state: take.faults.length === 0 ? "done" : "flagged",
      provider: take.provider,
      frames: take.frames,
      rate_hz: take.rateHz,
      figures: JSON.stringify(take.figures),
      faults: JSON.stringify(take.faults),
    })
    .where("job_id", "=", id)
    .where("number", "=", take.number)
    .where("take", "=", take.take)
    .where("state", "=", "waiting")
    .returning("text")
    .execute();
  if (segment === undefined) return false;
  const { user_id, key_id, model } = job;
  const request = { user_id, key_id, model, created_ms: take.atMs };
  const audio = { format: { rateHz: take.rateHz, channels: 1 }, frames: take.frames };
  const spoken = { ...request, characters: characters(segment.text) };
  // A job is one request, whose first segment stands for it.
  const requests = take.number === 0 && take.take === 0 ? 1 : 0;
  await meter(write, spoken, { audio, parts: take.parts }, requests);
  return true;
}

async function retake(write: Write, id: string, number: number): Promise<boolean> {
  const { numUpdatedRows } = await write
    .updateTable("audio_job_segments")
    .set((eb) => ({ state: "waiting", take: eb("take", "+", 1) }))
    .where("job_id", "=", id)
    .where("number", "=", number)
    .where("state", "!=", "waiting")
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) return false;
  await queueAgain(write, id, ["completed", "failed", "cancelled"]);
  return true;
}

async function queueAgain(write: Write, id: string, from: readonly string[]): Promise<boolean> {
  const { numUpdatedRows } = await write
    .updateTable("audio_jobs")
    .set({ status: "queued", ended_ms: null, error_type: null, error_message: null })
    .where("id", "=", id)
    .where("status", "in", from)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

async function endJob(write: Write, id: string, end: JobEnd): Promise<boolean> {
  const { numUpdatedRows } = await write
    .updateTable("audio_jobs")
    .set({
      status: end.status,
      ended_ms: end.atMs,
      error_type: end.error?.type ?? null,
      error_message: end.error?.message ?? null,
    })
    .where("id", "=", id)
    .where("status", "in", ["queued", "running"])
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

async function remove(write: Write, id: string): Promise<boolean> {
  const { numDeletedRows } = await write
    .deleteFrom("audio_jobs")
    .where("id", "=", id)
    .where("ended_ms", "is not", null)
    .executeTakeFirstOrThrow();
  if (numDeletedRows !== 1n) return false;
  await write.deleteFrom("audio_job_chapters").where("job_id", "=", id).execute();
  await write.deleteFrom("audio_job_segments").where("job_id", "=", id).execute();
  return true;
}
