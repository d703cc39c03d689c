import type { World } from "./world.ts";

/** What a consumer asked for and what it received. */
export type Received = {
  /** The hub's id of the request; undefined where no answer came at all, and for live sessions. */
  readonly id: string | undefined;
  readonly text: string;
  readonly format: "wav" | "pcm" | "opus" | "mp3" | "flac";
  readonly outcome: "complete" | "broken" | "refused" | "left" | "unanswered";
  readonly status: number | undefined;
  readonly body: Buffer;
  /** Whether its history entry was deleted afterwards; `unsure`: that request was not answered. */
  readonly entry: "kept" | "deleted" | "unsure";
};

export type Wish = Pick<Received, "text" | "format"> & {
  /** As server-sent events. */
  readonly isSse: boolean;
  /** When the consumer hangs up, if it does. */
  readonly leavesAfterMs: number | undefined;
};

/** Nothing may take longer: a request that does hangs. */
export const longestMs = 60_000;

/** Speaks a text by HTTP. */
export async function speak(world: World, wish: Wish): Promise<Received> {
  const { text, format, isSse, leavesAfterMs } = wish;
  const leaving = new AbortController();
  const timer = setTimeout(() => leaving.abort(), leavesAfterMs ?? longestMs);
  const chunks: Buffer[] = [];
  let id: string | undefined;
  let status: number | undefined;
  const received = (outcome: Received["outcome"]): Received => {
    const whole = Buffer.concat(chunks);
    const isEvents = isSse && outcome === "complete";
    const body = isEvents ? audioOfEvents(whole.toString()) : whole;
    return { id, text, format, outcome, status, body, entry: "kept" };
  };
  try {
    const response = await ask(world, wish, leaving.signal);
    id = response.headers.get("x-request-id") ?? undefined;
    status = response.status;
    for await (const chunk of response.body ?? []) chunks.push(Buffer.from(chunk as Uint8Array));
    return received(response.ok ? "complete" : "refused");
  } catch {
    if (leaving.signal.aborted && leavesAfterMs !== undefined) return received("left");
    return received(id === undefined ? "unanswered" : "broken");
  } finally {
    clearTimeout(timer);
  }
}

function ask(world: World, { text, format, isSse }: Wish, signal: AbortSignal): Promise<Response> {
  const body = {
    model: "chaos",
    input: text,
    response_format: format,
    ...(isSse && { stream_format: "sse" }),
  };
  return fetch(`${world.url}/v1/audio/speech`, {
    method: "POST",
    headers: { authorization: `Bearer ${world.key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
}

function audioOfEvents(events: string): Buffer {
  const datas = events.split("\n").filter((line) => line.startsWith("data: {"));
  const messages = datas.map((line) => JSON.parse(line.slice(6)) as { audio?: string });
  return Buffer.concat(messages.map(({ audio }) => Buffer.from(audio ?? "", "base64")));
}

/** Deletes the history entry of a request. */
export async function forget(world: World, received: Received): Promise<Received> {
  const answer = await fetch(`${world.url}/v1/history/${received.id}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${world.key}` },
    signal: AbortSignal.timeout(longestMs),
  }).catch(() => undefined);
  return { ...received, entry: answer?.ok === true ? "deleted" : "unsure" };
}
