import { engineLimits } from "../limits.ts";

/** One answer of an engine, complete. */
export type MeasuredSpeech = {
  readonly text: string;
  /** What was waited for the engine up to its first audio, and in all. */
  readonly firstAudioMs: number;
  readonly engineMs: number;
  /** What the engine waited for its reader: meanwhile it may have gone on. */
  readonly stalledMs: number;
};

/**
 * Whether audio came before all of it had been generated. Undefined where the answer tells nothing: it
 * was too fast, its reader too slow, or the text a single sentence, which many engines that stream do
 * not divide.
 */
export function streamed(speech: MeasuredSpeech): boolean | undefined {
  const { text, firstAudioMs, engineMs, stalledMs } = speech;
  if (engineMs < engineLimits.tellingMs || stalledMs > engineMs * stalledShare) return undefined;
  if (firstAudioMs < engineMs * streamedShare) return true;
  return hasSeveralSentences(text) ? false : undefined;
}

/** First audio later than this share of the time means that all was generated before it was sent. */
const streamedShare = 0.8;
const stalledShare = 0.2;

const sentences = new Intl.Segmenter("en", { granularity: "sentence" });

function hasSeveralSentences(text: string): boolean {
  return [...sentences.segment(text.slice(0, lookedAt))].length > 1;
}

const lookedAt = 1_000;
