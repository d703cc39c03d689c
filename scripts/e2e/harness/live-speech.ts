import assert from "node:assert/strict";
import { until } from "../../until.ts";
import { patienceMs } from "./limits.ts";
import { type HistoryEntry, get } from "./requests.ts";
import type { TestClub } from "./test-club.ts";

/** What a live client is given to say, word by word, at the pace of a language model. */
export const firstText = "Good morning. It is half past seven, and the bread is still warm.";
/** Long enough that it is still being spoken when it is interrupted. */
export const interruptedText =
  "One moment, I am going to count to a thousand, which takes a while.";
export const lastText = "All right, let us stop here.";

/**
 * In Python: `words(text)` yields a text's words, each with the space behind it, thirty a second.
 */
export const paceWords = `
import asyncio

async def words(text):
    for word in text.split(" "):
        yield word + " "
        await asyncio.sleep(1 / 30)
`;

/** What was spoken, in the words of history, once nothing is spoken any more. */
export async function spokenTexts(club: TestClub): Promise<readonly HistoryEntry[]> {
  return until(
    "every session to end",
    async () => {
      const { data } = await get<{ data: HistoryEntry[] }>(club, "/v1/history");
      return data.every(({ status }) => status !== "running") ? data.toReversed() : undefined;
    },
    { timeoutMs: patienceMs },
  );
}

/**
 * Each word was spoken exactly once and in its order, however the text was cut: all of the first and
 * the last text, and the beginning of the one that was interrupted.
 */
export function assertSpokenOnce(entries: readonly HistoryEntry[]): void {
  const words = entries.flatMap(({ input }) => input.trim().split(/\s+/));
  const first = firstText.split(" ");
  const last = lastText.split(" ");
  assert.deepEqual(words.slice(0, first.length), first);
  assert.deepEqual(words.slice(-last.length), last);
  const between = words.slice(first.length, -last.length);
  assert.deepEqual(between, interruptedText.split(" ").slice(0, between.length));
}
