import type { AudioJob, JobSegment, JobStatus, NewAudioJob } from "../audio-job-store.ts";
import type { AudioJobChapterRow, AudioJobRow, AudioJobSegmentRow } from "./tables.ts";

export function rowOfJob(job: NewAudioJob): AudioJobRow {
  return {
    id: job.id,
    user_id: job.userId,
    key_id: job.keyId,
    created_ms: job.createdMs,
    ended_ms: null,
    status: "queued",
    model: job.model,
    voice: job.voice ?? null,
    language: job.language ?? null,
    instructions: job.instructions ?? null,
    parameters: JSON.stringify(job.parameters),
    providers: job.providers === undefined ? null : JSON.stringify(job.providers),
    format: job.format,
    title: job.title ?? null,
    characters: job.characters,
    error_type: null,
    error_message: null,
    webhook_url: job.webhook?.url ?? null,
    webhook_secret: job.webhook?.secret ?? null,
    webhook_tries: 0,
  };
}

export function jobOf(row: AudioJobRow): AudioJob {
  const { error_type: type, error_message: message } = row;
  const { webhook_url: url, webhook_secret: secret } = row;
  return {
    id: row.id,
    userId: row.user_id,
    keyId: row.key_id,
    createdMs: row.created_ms,
    endedMs: row.ended_ms ?? undefined,
    status: row.status as JobStatus,
    model: row.model,
    voice: row.voice ?? undefined,
    language: row.language ?? undefined,
    instructions: row.instructions ?? undefined,
    parameters: JSON.parse(row.parameters) as AudioJob["parameters"],
    providers: row.providers === null ? undefined : (JSON.parse(row.providers) as string[]),
    format: row.format,
    title: row.title ?? undefined,
    characters: row.characters,
    error: type === null || message === null ? undefined : { type, message },
    webhook: url === null || secret === null ? undefined : { url, secret },
    webhookTries: row.webhook_tries,
  };
}

export function chapterRowsOf({ id, chapters }: NewAudioJob): readonly AudioJobChapterRow[] {
  return chapters.map(({ title }, number) => ({ job_id: id, number, title }));
}

export function segmentRowsOf({ id, chapters }: NewAudioJob): readonly AudioJobSegmentRow[] {
  const segments = chapters.flatMap((one, chapter) =>
    one.segments.map((segment) => ({ ...segment, chapter })),
  );
  return segments.map(({ text, endsParagraph, chapter }, number) => ({
    job_id: id,
    number,
    chapter,
    text,
    ends_paragraph: endsParagraph ? 1 : 0,
    state: "waiting",
    take: 0,
    provider: null,
    frames: null,
    rate_hz: null,
    figures: null,
    faults: null,
  }));
}

export function segmentOf(row: AudioJobSegmentRow): JobSegment {
  const { provider, frames, rate_hz: rateHz, figures, faults } = row;
  const isSpoken = row.state !== "waiting" && provider !== null && frames !== null;
  return {
    number: row.number,
    chapter: row.chapter,
    text: row.text,
    endsParagraph: row.ends_paragraph === 1,
    take: row.take,
    spoken: !isSpoken
      ? undefined
      : {
          provider,
          frames,
          rateHz: rateHz ?? 0,
          figures: JSON.parse(figures ?? "null") as unknown,
          faults: JSON.parse(faults ?? "[]") as unknown[],
        },
  };
}
