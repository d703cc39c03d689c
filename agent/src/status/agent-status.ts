/** What an agent is doing, as it tells the commands on its local socket. */
export type AgentStatus = {
  readonly schema: 1;
  readonly state: AgentState;
  readonly hub: string;
  readonly name: string;
  readonly version: string;
  readonly uptime_s: number;
  /** Since when the hub is connected, in seconds; null while it is not. */
  readonly connected_s: number | null;
  readonly rtt_ms: number | null;
  /** Failed tries to connect in a row. */
  readonly attempts: number;
  /** Until the next try; null when none is waited for. */
  readonly retry_s: number | null;
  /** Why no work comes, or not all that could; null when nothing is in the way. */
  readonly reason: string | null;
  /** Background work that has failed lately; what it is for goes on. */
  readonly warnings: readonly string[];
  /** Since the start. */
  readonly background_failures: number;
  /** The machine's graphics cards, where their maker's tool tells of them. */
  readonly gpus: readonly GpuStatus[];
  readonly pid: number;
  readonly services: readonly ServiceStatus[];
};

export type GpuStatus = {
  readonly name: string;
  readonly memory_total_bytes: number;
  readonly memory_free_bytes: number;
};

export type AgentState =
  | "online"
  | "degraded"
  | "reconnecting"
  | "draining"
  | "paused"
  | "needs_login";

export type ServiceStatus = {
  readonly model: string;
  readonly engine: string;
  readonly ready: boolean;
  /** `busy`: it answers nobody just now, as its work may be somebody else's. `cold`: a request starts it. */
  readonly health: "ready" | "busy" | "cold" | "loading" | "down";
  readonly voices: number;
  readonly slots: number;
  readonly busy: number;
  /** Of the busy slots, those whose request was cancelled while the engine goes on with it. */
  readonly finishing: number;
  /** Whether audio comes before all of a text is generated, as measured; null: not known. */
  readonly streams: boolean | null;
  readonly served: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly audio_seconds: number;
  readonly first_audio_ms: { readonly p50: number | null; readonly p95: number | null };
  /** From a cancel to the engine's standstill. */
  readonly cancel_ms: { readonly p50: number | null; readonly p95: number | null };
  /** Seconds of work for a second of audio; below 1 is faster than speech. */
  readonly real_time_factor: number | null;
  /** Why it is not ready. */
  readonly reason: string | null;
  readonly last_error: string | null;
};
