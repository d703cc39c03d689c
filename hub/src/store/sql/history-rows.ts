import type { AudioFormat } from "../../encoding/formats.ts";
import type {
  AcceptedRequest,
  Cue,
  EntryCues,
  HistoryEntry,
  Outcome,
  SpokenPart,
} from "../history-store.ts";
import type { HistoryRow } from "./tables.ts";

/** What a request's end writes into its row. */
export type OutcomeRow = Pick<HistoryRow, "status" | keyof typeof nothingYet>;

/** History entries ⇄ their rows. */
export function rowOfRequest(request: AcceptedRequest, run: string): HistoryRow {
  return {
    id: request.id,
    request_id: request.requestId,
    run_id: run,
    created_ms: request.createdMs,
    user_id: request.userId,
    key_id: request.keyId,
    model: request.model,
    voice: request.voice ?? null,
    language: request.language ?? null,
    format: request.format,
    input: request.input,
    characters: request.characters,
    parameters: JSON.stringify(request.parameters),
    status: "running",
    ...nothingYet,
  };
}

const nothingYet = {
  provider: null,
  spoken_voice: null,
  rate_hz: null,
  channels: null,
  frames: null,
  bytes: 0,
  first_audio_ms: null,
  total_ms: null,
  recovered: 0,
  parts: "[]",
  error_type: null,
  error_message: null,
  detail: null,
  extension: null,
  facts: null,
  cues: null,
} as const;

export function columnsOfOutcome(outcome: Outcome): OutcomeRow {
  return {
    status: outcome.status,
    provider: outcome.provider ?? null,
    spoken_voice: outcome.voice ?? null,
    rate_hz: outcome.audio?.format.rateHz ?? null,
    channels: outcome.audio?.format.channels ?? null,
    frames: outcome.audio?.frames ?? null,
    bytes: outcome.bytes,
    first_audio_ms: outcome.firstAudioMs ?? null,
    total_ms: outcome.totalMs,
    recovered: outcome.recovered ? 1 : 0,
    parts: JSON.stringify(outcome.parts),
    error_type: outcome.error?.type ?? null,
    error_message: outcome.error?.message ?? null,
    detail: outcome.detail ?? null,
    extension: outcome.extension ?? null,
    facts: outcome.facts === undefined ? null : JSON.stringify(outcome.facts),
    cues: columnOfCues(outcome.cues ?? []),
  };
}

function columnOfCues(cues: readonly Cue[]): string | null {
  const rows = cues.map(({ text, startFrame, endFrame }) => [startFrame, endFrame, text]);
  return rows.length === 0 ? null : JSON.stringify(rows);
}

export function cuesOf({ cues, rate_hz: rateHz }: Pick<HistoryRow, "cues" | "rate_hz">): EntryCues {
  const rows = JSON.parse(cues ?? "[]") as [number, number, string][];
  return {
    rateHz: rateHz ?? undefined,
    cues: rows.map(([startFrame, endFrame, text]) => ({ text, startFrame, endFrame })),
  };
}

export function entryOf(row: HistoryRow): HistoryEntry {
  return { request: requestOf(row), outcome: outcomeOf(row) };
}

function requestOf(row: HistoryRow): AcceptedRequest {
  return {
    id: row.id,
    requestId: row.request_id,
    createdMs: row.created_ms,
    userId: row.user_id,
    keyId: row.key_id,
    model: row.model,
    voice: row.voice ?? undefined,
    language: row.language ?? undefined,
    format: row.format as AudioFormat,
    input: row.input,
    characters: row.characters,
    parameters: JSON.parse(row.parameters) as AcceptedRequest["parameters"],
  };
}

function outcomeOf(row: HistoryRow): HistoryEntry["outcome"] {
  const status = row.status as HistoryEntry["outcome"]["status"];
  if (status === "running") return { status };
  return {
    status,
    provider: row.provider ?? undefined,
    voice: row.spoken_voice ?? undefined,
    audio: audioOf(row),
    bytes: row.bytes,
    firstAudioMs: row.first_audio_ms ?? undefined,
    totalMs: row.total_ms ?? 0,
    recovered: row.recovered === 1,
    parts: JSON.parse(row.parts) as SpokenPart[],
    error: errorOf(row),
    detail: row.detail ?? undefined,
    extension: row.extension ?? undefined,
    facts: row.facts === null ? undefined : (JSON.parse(row.facts) as Outcome["facts"]),
  };
}

function audioOf({ rate_hz: rateHz, channels, frames }: HistoryRow): Outcome["audio"] {
  if (rateHz === null || channels === null || frames === null) return undefined;
  return { format: { rateHz, channels }, frames };
}

function errorOf({ error_type: type, error_message: message }: HistoryRow): Outcome["error"] {
  return type === null || message === null ? undefined : { type, message };
}
