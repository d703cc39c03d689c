import { setImmediate as nextTurn } from "node:timers/promises";
import { Failure } from "@club/shared/wire/failures.ts";
import type { NewJobChapter } from "../../store/audio-job-store.ts";
import { segmentsOf } from "../../text/segments.ts";
import { hasWords } from "../../text/words.ts";
import { longestSegmentCharacters, paragraphsAtOnce, segmentCharacters } from "./limits.ts";

/** A chapter as it is given. */
export type TextChapter = { readonly title: string; readonly text: string };

/**
 * Cuts chapters into segments: sentences of one paragraph, gathered to what engines speak best. It does
 * not depend on who will speak them. Throws MISSING_INPUT where nothing is to be said.
 */
export async function cutChapters(chapters: readonly TextChapter[]): Promise<NewJobChapter[]> {
  const cut: NewJobChapter[] = [];
  let paragraphs = 0;
  for (const { title, text } of chapters) {
    const segments: NewJobChapter["segments"][number][] = [];
    for (const paragraph of text.toWellFormed().split(/\n[^\S\n]*\n/)) {
      segments.push(...segmentsIn(paragraph.trim()));
      paragraphs += 1;
      if (paragraphs % paragraphsAtOnce === 0) await nextTurn();
    }
    if (segments.length > 0) cut.push({ title, segments });
  }
  if (cut.length === 0) throw new Failure("MISSING_INPUT", "There is nothing to say in this text.");
  return cut;
}

const bounds = {
  firstCharacters: segmentCharacters,
  mostCharacters: segmentCharacters,
  capCharacters: longestSegmentCharacters,
};

/** What has no words is left out: no engine could be blamed for not speaking it. */
function segmentsIn(paragraph: string): NewJobChapter["segments"] {
  const spoken = Array.from(segmentsOf(paragraph, bounds), ({ text }) => text).filter(hasWords);
  return spoken.map((text, at) => ({ text, endsParagraph: at === spoken.length - 1 }));
}
