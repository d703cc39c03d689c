import { setTimeout as wait } from "node:timers/promises";
import type { World } from "./world.ts";

/** What a consumer asked for and what it received. */
export type Received = {
  /** The hub's id of the request; undefined where no answer came at all. */
  readonly id: string | undefined;
  readonly text: string;
  readonly format: "wav" | "pcm" | "opus";
  readonly outcome: "complete" | "broken" | "refused" | "left" | "unanswered";
  readonly status: number | undefined;
  readonly body: Buffer;
};

/** Speaks one text after another until the signal fires; tells each result. */
export async function consume(
  world: World,
  random: () => number,
  signal: AbortSignal,
  tell: (received: Received) => void,
): Promise<void> {
  while (!signal.aborted) {
    const text = sentence(random);
    const format = (["wav", "wav", "pcm", "opus"] as const)[Math.floor(random() * 4)] ?? "wav";
    const leavesAfterMs = random() < 0.15 ? 300 * random() : undefined;
    tell(await ask(world, { text, format, leavesAfterMs }));
    await wait(100 * random());
  }
}

type Wish = Pick<Received, "text" | "format"> & { readonly leavesAfterMs: number | undefined };

async function ask(world: World, { text, format, leavesAfterMs }: Wish): Promise<Received> {
  const leaving = new AbortController();
  const timer = setTimeout(() => leaving.abort(), leavesAfterMs ?? longestMs);
  const chunks: Buffer[] = [];
  let id: string | undefined;
  let status: number | undefined;
  const received = (outcome: Received["outcome"]): Received => {
    return { id, text, format, outcome, status, body: Buffer.concat(chunks) };
  };
  try {
    const response = await fetch(`${world.url}/v1/audio/speech`, {
      method: "POST",
      headers: { authorization: `Bearer ${world.key}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "chaos", input: text, response_format: format }),
      signal: leaving.signal,
    });
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

/** Nothing may take longer: a request that does hangs. */
export const longestMs = 60_000;

/** One sentence of 30 to 110 characters: it is spoken as one, by any engine. */
function sentence(random: () => number): string {
  const words: string[] = [];
  const length = 30 + Math.floor(80 * random());
  while (words.join(" ").length < length) {
    words.push((Math.floor(random() * 36 ** 5) + 36 ** 4).toString(36).replaceAll(/\d/g, "e"));
  }
  return `A${words.join(" ").slice(0, length)}.`;
}
