import type { Sample, SampleFacts } from "../../voices/sample.ts";
import type { Runs } from "../run.ts";
import type { LibraryBound, SampleStore } from "../../voices/sample-store.ts";
import type { Erasing } from "./erasing.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Database, VoiceSampleRow, Write } from "./tables.ts";

/** Voice libraries in SQL. */
export function sqlSampleStore(
  db: Database,
  commits: GroupCommit,
  runs: Runs,
  erasing: Erasing,
): SampleStore {
  return {
    noteFiles: ({ id, extension }) =>
      commits.run(async (write) => {
        const row = { id, extension, run_id: runs.current };
        await write.insertInto("voice_files").values(row).execute();
      }),
    forgetFiles: (id) =>
      commits.run(async (write) => {
        await write.deleteFrom("voice_files").where("id", "=", id).execute();
      }),
    strayFiles: async () => {
      const rows = await db
        .selectFrom("voice_files")
        .leftJoin("voice_samples", "voice_samples.id", "voice_files.id")
        .select(["voice_files.id", "voice_files.extension", "voice_files.run_id"])
        .where("voice_samples.id", "is", null)
        .execute();
      const strays = rows.filter((row) => runs.isOver(row.run_id));
      return strays.map(({ id, extension }) => ({ id, extension }));
    },
    insert: (sample, bound) => commits.run((write) => insert(write, sample, bound)),
    get: (userId, id) => find(db, userId, id),
    list: async (userId) => {
      const rows = await db
        .selectFrom("voice_samples")
        .selectAll()
        .where("user_id", "=", userId)
        .orderBy("created_ms", "desc")
        .orderBy("id", "desc")
        .execute();
      return rows.map(sampleOf);
    },
    change: async (userId, id, facts) => {
      const changed = await commits.run((write) => change(write, userId, id, facts));
      erasing.noteDeletion();
      return changed;
    },
    remove: async (userId, id) => {
      const removed = await commits.run(async (write) => {
        const sample = await find(write, userId, id);
        await write
          .deleteFrom("voice_samples")
          .where("id", "=", sample?.id ?? "")
          .execute();
        return sample;
      });
      erasing.noteDeletion();
      return removed;
    },
  };
}

async function insert(write: Write, sample: Sample, bound: LibraryBound): Promise<boolean> {
  const { samples, bytes } = await write
    .selectFrom("voice_samples")
    .select(({ fn }) => [
      fn.countAll<number | string>().as("samples"),
      fn.sum<number | string | null>("bytes").as("bytes"),
    ])
    .where("user_id", "=", sample.userId)
    .executeTakeFirstOrThrow();
  if (Number(samples) >= bound.samples) return false;
  if (Number(bytes ?? 0) + sample.bytes > bound.bytes) return false;
  await makeRoom(write, sample);
  await write.insertInto("voice_samples").values(rowOf(sample)).execute();
  return true;
}

async function change(
  write: Write,
  userId: string,
  id: string,
  facts: Partial<SampleFacts>,
): Promise<Sample | undefined> {
  const before = await find(write, userId, id);
  if (before === undefined) return undefined;
  const sample: Sample = { ...before, ...facts };
  await makeRoom(write, sample);
  await write.updateTable("voice_samples").set(rowOf(sample)).where("id", "=", id).execute();
  return sample;
}

/** A default takes the place of the one before it. */
async function makeRoom(
  write: Write,
  { isDefault, userId, id, speakerName }: Sample,
): Promise<void> {
  if (!isDefault) return;
  await write
    .updateTable("voice_samples")
    .set({ is_default: 0 })
    .where("user_id", "=", userId)
    .where("speaker_name", "=", speakerName)
    .where("id", "!=", id)
    .execute();
}

async function find(db: Database | Write, userId: string, id: string): Promise<Sample | undefined> {
  const row = await db
    .selectFrom("voice_samples")
    .selectAll()
    .where("user_id", "=", userId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && sampleOf(row);
}

function rowOf(sample: Sample): VoiceSampleRow {
  return {
    id: sample.id,
    user_id: sample.userId,
    created_ms: sample.createdMs,
    speaker_name: sample.speakerName,
    label: sample.label,
    transcript: sample.transcript,
    language: sample.language ?? null,
    is_default: sample.isDefault ? 1 : 0,
    frames: sample.frames,
    bytes: sample.bytes,
    extension: sample.extension,
    consented_ms: sample.consentedMs,
  };
}

function sampleOf(row: VoiceSampleRow): Sample {
  return {
    id: row.id,
    userId: row.user_id,
    createdMs: row.created_ms,
    speakerName: row.speaker_name,
    label: row.label,
    transcript: row.transcript,
    language: row.language ?? undefined,
    isDefault: row.is_default === 1,
    frames: row.frames,
    bytes: row.bytes,
    extension: row.extension,
    consentedMs: row.consented_ms,
  };
}
