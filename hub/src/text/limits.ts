/** The numbers of how a text is cut, each with its reason. */

/**
 * Sentences that are spoken as one: some 20 seconds. An engine that does not stream answers within
 * seconds, no more than that is spoken again after a provider's death, and a paragraph's melody stays.
 */
export const groupCharacters = 300;

/**
 * The same for an engine that streams: about one long sentence. It begins to speak as soon with any
 * length, and a listener whose provider dies waits for no more than that to be spoken again.
 */
export const streamedGroupCharacters = 120;

/** Longest first segment when the first sentence has no end in sight: ten seconds, which any engine makes soon. */
export const firstCutCharacters = 150;

/** A sentence shorter than this is joined to the next: an interjection alone sounds cut off. */
export const shortestPieceCharacters = 20;

/** Longest tag or bracketed text, in UTF-16 units. With namespaces, real ones reach about 200. */
export const markupUnits = 300;

/** Longest run, so that a text without spaces is still handled in bounded steps. */
export const runCharacters = 256;

/** UTF-16 units of a word that the rules look back at: longer than any abbreviation. */
export const lookBackUnits = 32;

/** If a line is at least this long and the next one starts in lower case, the text is hard-wrapped. */
export const wrappedLineCharacters = 40;

/** UTF-16 units of a whole text that are read at a time, so that the first segment of a book comes at once. */
export const readUnits = 4_096;

/**
 * How long to wait for more text after a complete sentence before it is spoken. Shorter than a language
 * model's gap between words, and half of the 20 ms by which first audio may lag.
 */
export const sentenceWaitMs = 10;

/** The same in the middle of a sentence: longer than a language model usually stalls. */
export const wordsWaitMs = 1_500;

/**
 * How much of an arriving text may be held beyond a group of sentences, in UTF-16 units. An unclosed
 * element would otherwise hold back everything in it.
 */
export const waitingUnits = 600;

/** The longest pause. After more silence than that, listeners think that the audio has stopped. */
export const maxPauseMs = 10_000;
