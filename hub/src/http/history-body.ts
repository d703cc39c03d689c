import * as z from "zod";
import type {
  HistoryEntry,
  HistoryError,
  HistoryStatus,
  SpokenPart,
} from "../store/history-store.ts";
import { historyStatuses } from "../store/history-store.ts";

/** A history entry as its owner is shown it. */
export type HistoryBody = {
  id: string;
  object: "speech";
  created: number;
  status: HistoryStatus;
  model: string;
  voice: string | null;
  language: string | null;
  provider: string | null;
  format: string;
  input: string;
  characters: number;
  audio_seconds: number;
  bytes: number;
  first_audio_ms: number | null;
  total_ms: number | null;
  recovered: boolean;
  recovered_at: number[];
  error: HistoryError | null;
};

export type HistoryListBody = { object: "list"; data: HistoryBody[]; next_cursor: string | null };

const example: HistoryBody = {
  id: "0199d2a0-7c1e-7b5e-9d3b-0a6a2f0c1d11",
  object: "speech",
  created: 1_772_366_400,
  status: "completed",
  model: "espeak-ng",
  voice: "en-us",
  language: null,
  provider: "ann/home-rig",
  format: "wav",
  input: "Hello.",
  characters: 6,
  audio_seconds: 0.72,
  bytes: 31_796,
  first_audio_ms: 14.2,
  total_ms: 41.7,
  recovered: false,
  recovered_at: [],
  error: null,
};

/** `HistoryBody` for the OpenAPI document. */
export const historyEntrySchema: z.ZodType<HistoryBody> = z
  .object({
    id: z.string().describe("Names the entry and its audio."),
    object: z.literal("speech"),
    created: z.int().describe("When the request was accepted, in Unix seconds."),
    status: z.enum(historyStatuses),
    model: z.string(),
    voice: z.string().nullable().describe("The voice that spoke; null: the provider's default."),
    language: z.string().nullable().describe("The language asked for, a BCP 47 tag."),
    provider: z.string().nullable().describe("Who spoke, as `owner/agent`."),
    format: z.string().describe("The encoding of the audio."),
    input: z.string().describe("The text."),
    characters: z.int().describe("Unicode characters in the text."),
    audio_seconds: z.number().describe("Generated audio: samples ÷ sample rate, before encoding."),
    bytes: z.int().describe("Size of the stored audio."),
    first_audio_ms: z.number().nullable().describe("From acceptance to the first audio."),
    total_ms: z.number().nullable().describe("From acceptance to the end; null while it runs."),
    recovered: z.boolean().describe("Whether another provider took over."),
    recovered_at: z
      .array(z.number())
      .describe("Where in the audio another provider went on, in seconds."),
    error: z.object({ type: z.string(), message: z.string() }).nullable(),
  })
  .meta({ description: "One request and what became of it.", examples: [example] });

/** A page of history. */
export const historyListSchema: z.ZodType<HistoryListBody> = z
  .object({
    object: z.literal("list"),
    data: z.array(historyEntrySchema),
    next_cursor: z.string().nullable().describe("For the next page; null: this is the last."),
  })
  .meta({ examples: [{ object: "list", data: [example], next_cursor: null }] });

/** The operator's detail stays out. */
export function historyBody({ request, outcome }: HistoryEntry): HistoryBody {
  const ended = outcome.status === "running" ? undefined : outcome;
  return {
    id: request.id,
    object: "speech",
    created: Math.floor(request.createdMs / 1000),
    status: outcome.status,
    model: request.model,
    voice: ended?.voice ?? request.voice ?? null,
    language: request.language ?? null,
    provider: ended?.provider ?? null,
    format: request.format,
    input: request.input,
    characters: request.characters,
    audio_seconds: ended?.audio === undefined ? 0 : ended.audio.frames / ended.audio.format.rateHz,
    bytes: ended?.bytes ?? 0,
    first_audio_ms: tenths(ended?.firstAudioMs),
    total_ms: tenths(ended?.totalMs),
    recovered: ended?.recovered ?? false,
    recovered_at: ended?.recovered === true ? takeovers(ended.parts) : [],
    error: ended?.error ?? null,
  };
}

/** The ends of all parts but the last: a provider that has failed a request is not given it again. */
function takeovers(parts: readonly SpokenPart[]): number[] {
  let seconds = 0;
  const ends = parts.map(({ frames, skippedFrames, rateHz }) => {
    seconds += (frames - skippedFrames) / rateHz;
    return Math.round(seconds * 1000) / 1000;
  });
  return ends.slice(0, -1);
}

/** Milliseconds to one decimal: finer is noise. */
function tenths(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms * 10) / 10;
}
