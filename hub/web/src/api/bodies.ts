/** The hub's answers, as far as the dashboard reads them. Times are Unix seconds. */

export type Scope = "consumer" | "provider" | "admin";

export type Limits = {
  readonly requests_per_minute: number | null;
  readonly concurrent: number | null;
  readonly audio_seconds_per_day: number | null;
  readonly audio_seconds_per_month: number | null;
};

export type Session = {
  readonly user: string;
  readonly key: { readonly id: string; readonly name: string; readonly scopes: readonly Scope[] };
  readonly key_limits: Limits;
  readonly user_limits: Limits;
  readonly hub: {
    readonly max_input_characters: number;
    readonly sharing: boolean;
    /** Whether /install.sh installs the agent from here. */
    readonly installs: boolean;
    readonly formats: readonly string[];
  };
};

export type List<T> = { readonly data: readonly T[] };

export type Model = {
  readonly id: string;
  readonly owned_by: string;
  readonly service_type: string;
  readonly supported_features: readonly string[];
  readonly languages: readonly string[];
  readonly providers: number;
};

/** A voice of a model; `name` and `gender` as far as its id tells. */
export type Voice = {
  readonly id: string;
  readonly model: string;
  readonly name: string;
  readonly languages: readonly string[];
  readonly gender: "female" | "male" | null;
  readonly providers: number;
  readonly is_default: boolean;
  /** Where a few words of it are. */
  readonly preview: string;
};

export type HistoryStatus = "running" | "completed" | "failed" | "cancelled";

export type HistoryEntry = {
  readonly id: string;
  readonly created: number;
  readonly status: HistoryStatus;
  readonly model: string;
  readonly voice: string | null;
  readonly language: string | null;
  readonly provider: string | null;
  readonly format: string;
  readonly input: string;
  readonly characters: number;
  readonly audio_seconds: number;
  readonly bytes: number;
  readonly first_audio_ms: number | null;
  readonly total_ms: number | null;
  readonly recovered: boolean;
  /** Where in the audio another provider went on, in seconds. */
  readonly recovered_at: readonly number[];
  readonly error: { readonly type: string; readonly message: string } | null;
};

export type HistoryPage = List<HistoryEntry> & { readonly next_cursor: string | null };

/** A public link to one clip. */
export type SharedLink = {
  /** The history entry's. */
  readonly id: string;
  readonly created: number;
  /** Null: it lasts until it is ended. */
  readonly expires: number | null;
  readonly with_text: boolean;
  readonly input: string;
  readonly model: string;
  readonly voice: string | null;
  readonly audio_seconds: number;
};

export type UsageSums = {
  readonly requests: number;
  readonly characters: number;
  readonly audio_seconds: number;
};

export type Usage = List<UsageSums & { readonly group: string }> & { readonly total: UsageSums };

export type UsersUsage = List<UsageSums & { readonly user_id: string }>;

export type Service = {
  readonly model: string;
  readonly type: string;
  readonly ready: boolean;
  readonly reason: string | null;
  readonly voices: number;
  readonly features: readonly string[];
  readonly access: "members" | "private" | readonly string[];
  /** Who is served before others while requests wait. */
  readonly friends: readonly string[];
  readonly slots: number;
  readonly busy: number;
  readonly served: number;
  readonly failed: number;
  readonly failures_in_a_row: number;
  readonly set_aside: boolean;
  readonly first_audio_ms: number | null;
  readonly last_error: string | null;
  /** For whom it speaks now; null: not told. */
  readonly speaking: readonly { readonly user: string | null; readonly since: number }[];
  /** What it ended last, newest first. */
  readonly recent: readonly ServedRequest[];
  /** The last hour minute by minute, oldest first. */
  readonly trend: {
    readonly busy: readonly number[];
    readonly first_audio_ms: readonly (number | null)[];
  };
};

export type ServedRequest = {
  readonly user: string | null;
  readonly started: number;
  readonly took_ms: number;
  readonly first_audio_ms: number | null;
  readonly outcome: "completed" | "failed" | "stopped";
};

/** A machine that is not connected. */
export type AwayMachine = {
  readonly owner: string;
  readonly name: string;
  readonly last_seen: number;
  readonly paused: boolean;
};

/** How many requests wait for a model; `place`: where the last one of this key stands. */
export type Queue = { readonly waiting: number; readonly place: number | null };

/** How many machines can speak for the caller, and how busy they are. */
export type Club = { readonly machines: number; readonly slots: number; readonly busy: number };

export type Provider = {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly version: string;
  readonly state: "online" | "reconnecting";
  /** Taken out of service by its owner. */
  readonly paused: boolean;
  readonly connected_since: number;
  readonly rtt_ms: number | null;
  readonly services: readonly Service[];
};

export type ProviderUsage = {
  readonly day: string;
  readonly provider: string;
  readonly model: string;
  /** Where the hub's operator lets providers see it. */
  readonly consumer?: string;
  readonly requests: number;
  readonly audio_seconds: number;
};

export type Key = {
  readonly id: string;
  readonly user: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly limits: Limits;
  readonly created: number;
  readonly expires: number | null;
  readonly last_used: number | null;
  readonly revoked: number | null;
};

export type User = {
  readonly id: string;
  readonly name: string;
  readonly limits: Limits;
  readonly created: number;
  readonly disabled: number | null;
};

export type WaitingAgent = {
  readonly user_code: string;
  readonly name: string;
  readonly state: "pending" | "approved" | "denied";
  readonly expires: number;
};

export type VoiceSample = {
  readonly id: string;
  readonly created: number;
  readonly speaker_name: string;
  readonly label: string;
  readonly transcript: string;
  readonly language: string | null;
  readonly is_default: boolean;
  readonly duration: number;
};

/** A single-use code for a machine, a member or a new hub's owner. */
export type Invitation = {
  readonly id: string;
  readonly for: "machine" | "member" | "owner";
  readonly made_by: string;
  readonly created: number;
  readonly expires: number;
  readonly used: number | null;
  readonly used_as: string | null;
};

/** With what is told once. */
export type NewInvitation = Invitation & { readonly code: string; readonly link: string };

/** A line of the audit log. */
export type AuditEntry = {
  readonly id: string;
  readonly created: number;
  readonly actor: string;
  /** Null: at the hub's own machine. */
  readonly actor_key: string | null;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
};
