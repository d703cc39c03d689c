import { until } from "../../until.ts";
import { patienceMs } from "./limits.ts";
import type { TestClub } from "./test-club.ts";

export type HistoryEntry = {
  readonly id: string;
  readonly status: "completed" | "failed" | "cancelled" | "running";
  readonly model: string;
  readonly voice: string | null;
  readonly provider: string | null;
  readonly format: string;
  readonly input: string;
  readonly characters: number;
  readonly audio_seconds: number;
  readonly bytes: number;
  readonly recovered: boolean;
  readonly error: { readonly type: string; readonly message: string } | null;
};

export type Usage = {
  readonly total: {
    readonly requests: number;
    readonly characters: number;
    readonly audio_seconds: number;
  };
};

/** Asks for speech as a consumer; the answer's body may still be on its way. */
export function speak(
  club: TestClub,
  body: Readonly<Record<string, unknown>>,
  { key = club.member, signal }: { readonly key?: string; readonly signal?: AbortSignal } = {},
): Promise<Response> {
  return fetch(`${club.hub.url}/v1/audio/speech`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: signal ?? null,
  });
}

/** A GET as the club's consumer, for its JSON. */
export async function get<T>(club: TestClub, path: string): Promise<T> {
  const response = await fetch(club.hub.url + path, {
    headers: { authorization: `Bearer ${club.member}` },
  });
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** The newest history entry, once it is no longer running. */
export function lastEntry(club: TestClub): Promise<HistoryEntry> {
  return until(
    "the request's end in history",
    async () => {
      const { data } = await get<{ data: HistoryEntry[] }>(club, "/v1/history?limit=1");
      return data[0]?.status === "running" ? undefined : data[0];
    },
    { timeoutMs: patienceMs },
  );
}
