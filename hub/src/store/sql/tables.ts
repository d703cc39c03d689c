import type { Kysely, Transaction } from "kysely";

/**
 * The tables as the newest migration leaves them. Types are those that SQLite and PostgreSQL share:
 * text, integers (times in Unix milliseconds, flags as 0 and 1) and JSON kept as text.
 */
export type Tables = {
  users: UserRow;
  api_keys: KeyRow;
  history: HistoryRow;
  usage: UsageRow;
  provider_usage: ProviderUsageRow;
  idempotency: IdempotencyRow;
  shares: ShareRow;
  probe: ProbeRow;
  device_codes: DeviceCodeRow;
  voice_files: VoiceFilesRow;
  voice_samples: VoiceSampleRow;
  marks: MarkRow;
  kept_audio: KeptAudioRow;
  audit: AuditRow;
  user_names: UserNameRow;
  browser_sessions: BrowserSessionRow;
  invitations: InvitationRow;
  audio_jobs: AudioJobRow;
  audio_job_chapters: AudioJobChapterRow;
  audio_job_segments: AudioJobSegmentRow;
};

export type Database = Kysely<Tables>;
export type Write = Transaction<Tables>;

export type AllowanceColumns = {
  requests_per_minute: number | null;
  concurrent: number | null;
  audio_seconds_per_day: number | null;
  audio_seconds_per_month: number | null;
};

export type UserRow = AllowanceColumns & {
  id: string;
  name: string;
  created_ms: number;
  disabled_ms: number | null;
  samples_to_others: number;
  stored_bytes: number | null;
};

export type KeyRow = AllowanceColumns & {
  id: string;
  user_id: string;
  name: string;
  /** SHA-256 of the secret, hexadecimal. */
  secret_hash: string;
  /** Separated by spaces. */
  scopes: string;
  routing: string;
  /** A JSON array of strings; null: any. */
  providers: string | null;
  /** A JSON object of names; null: none. */
  model_aliases: string | null;
  created_ms: number;
  expires_ms: number | null;
  last_used_ms: number | null;
  revoked_ms: number | null;
  /** The key by which this one was got: it falls with that. */
  parent_id: string | null;
};

export type HistoryRow = {
  id: string;
  request_id: string;
  /** Which run of a hub accepted it. */
  run_id: string;
  created_ms: number;
  user_id: string;
  key_id: string;
  model: string;
  voice: string | null;
  language: string | null;
  format: string;
  input: string;
  characters: number;
  /** A JSON object. */
  parameters: string;
  status: string;
  provider: string | null;
  spoken_voice: string | null;
  rate_hz: number | null;
  channels: number | null;
  frames: number | null;
  bytes: number;
  first_audio_ms: number | null;
  total_ms: number | null;
  recovered: number;
  /** A JSON array of `SpokenPart`. */
  parts: string;
  error_type: string | null;
  error_message: string | null;
  detail: string | null;
  extension: string | null;
  /** A JSON object; null: none. */
  facts: string | null;
  /** A JSON array of `[startFrame, endFrame, text]`; null: none. */
  cues: string | null;
};

export type UsageRow = {
  user_id: string;
  day: string;
  key_id: string;
  model: string;
  /** 0 in the row that counts requests without audio. */
  rate_hz: number;
  requests: number;
  characters: number;
  frames: number;
};

export type ProviderUsageRow = {
  owner_id: string;
  day: string;
  provider: string;
  consumer_id: string;
  model: string;
  rate_hz: number;
  requests: number;
  frames: number;
};

export type IdempotencyRow = {
  key_id: string;
  idempotency_key: string;
  body_hash: string;
  entry_id: string;
  created_ms: number;
};

export type ShareRow = {
  entry_id: string;
  user_id: string;
  secret_hash: string;
  created_ms: number;
  expires_ms: number | null;
  with_text: number;
};

export type DeviceCodeRow = {
  user_code: string;
  device_hash: string;
  name: string;
  created_ms: number;
  expires_ms: number;
  /** `pending`, `approved` or `denied`. */
  state: string;
  /** The name of the user whose key the agent gets. */
  approved_for: string | null;
  /** The key that approved it. */
  approved_by: string | null;
  /** Where the agent asked from, as far as that is counted. */
  address: string | null;
};

/** A sample's files, which are there or about to be. */
export type VoiceFilesRow = {
  id: string;
  extension: string;
  /** Which run of a hub made them. */
  run_id: string;
};

export type VoiceSampleRow = {
  id: string;
  user_id: string;
  created_ms: number;
  speaker_name: string;
  label: string;
  transcript: string;
  language: string | null;
  is_default: number;
  frames: number;
  bytes: number;
  extension: string;
  consented_ms: number;
};

export type BrowserSessionRow = {
  /** SHA-256 of the token, base64url. */
  token_hash: string;
  /** In the order of signing in. */
  id: string;
  key_id: string;
  until_ms: number;
};

export type InvitationRow = {
  /** SHA-256 of the code, hexadecimal. */
  code_hash: string;
  id: string;
  kind: string;
  created_ms: number;
  expires_ms: number;
  made_by: string;
  key_id: string | null;
  used_ms: number | null;
  used_as: string | null;
};

export type AuditRow = {
  /** In the order of time. */
  id: string;
  at_ms: number;
  actor: string;
  actor_key_id: string | null;
  action: string;
  subject: string;
  /** A JSON object. */
  detail: string;
};

export type AudioJobRow = {
  id: string;
  user_id: string;
  key_id: string;
  created_ms: number;
  ended_ms: number | null;
  status: string;
  model: string;
  voice: string | null;
  language: string | null;
  instructions: string | null;
  /** A JSON object. */
  parameters: string;
  /** A JSON array of strings; null: any. */
  providers: string | null;
  format: string;
  title: string | null;
  characters: number;
  error_type: string | null;
  error_message: string | null;
  /** Both null once it was told, or given up. */
  webhook_url: string | null;
  webhook_secret: string | null;
  webhook_tries: number;
};

export type AudioJobChapterRow = { job_id: string; number: number; title: string };

export type AudioJobSegmentRow = {
  job_id: string;
  number: number;
  chapter: number;
  text: string;
  ends_paragraph: number;
  /** `waiting`, `done` or `flagged`. */
  state: string;
  /** Which take is kept, or is to be: its file's name. */
  take: number;
  provider: string | null;
  frames: number | null;
  rate_hz: number | null;
  /** JSON objects of what was measured. */
  figures: string | null;
  faults: string | null;
};

/** A name that a user has, or had: nobody else gets it. */
export type UserNameRow = { name: string; user_id: string };

export type KeptAudioRow = { user_id: string; bytes: number };

export type MarkRow = { name: string; value: number };

/** One row, written to see whether writing works. */
export type ProbeRow = { id: number; writes: number };
